"""What is asked. ``types/`` holds one file per question type; ``compile`` turns a published page into a questionnaire."""
