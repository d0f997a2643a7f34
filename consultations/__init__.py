"""The consultation module, in the order in which the data walks.

questions/    1  what is asked: an editor's page is compiled into an immutable questionnaire
responding/   2  what the resident does: the form, the check, the receipt
moderation/   3  what the moderator does: the queue, the decisions, the gate for published texts
results/      4  what is counted: tallies and disclosure control
reporting/    5  what is given back: public results, dashboard, exports, API, feedback

models/ is what is stored, permissions.py says who may. Imports point one way, as in the list above.
"""
