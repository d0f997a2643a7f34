"""One file per question type. A new file here is found by itself."""
