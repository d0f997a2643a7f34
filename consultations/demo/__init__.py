"""The demo: a municipality with content, people and answers, all invented and marked as example content.

content/    what the pages, questionnaires and answers say, in both languages
reading     from the content's files to texts in one language, with ids that are the same in both
people      organisations and accounts
pages       the page tree, its translations and the consultations
received    the answers to what has closed, what moderators decided and what residents got back

Stands after all rooms of the walk; nothing imports it but its command.
"""
