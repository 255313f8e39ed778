"""What the figures mean: which acts and results count as what. The running count and the recount read this alone."""

from disputes.choices import AGREED_RESULTS, REFERRAL_RESULTS, Result, Satisfaction

# 调解成功 and 调解不成; refusals, withdrawals and lawful referrals are in neither (domain.md I, E5).
SETTLED = (*AGREED_RESULTS, Result.COURT, Result.SELF_SETTLED)
FAILED = (Result.FAILED,)
REFERRED = REFERRAL_RESULTS
# 满意率 counts the first two of those who answered (K16).
SATISFIED = (Satisfaction.VERY_GOOD, Satisfaction.GOOD)
UNANSWERED = (Satisfaction.NOT_REACHED, Satisfaction.NO_ANSWER)

# Acts that end the clock of the first contact for good; a merge that is undone lets it run on.
CONTACTS = ("ask_consent", "contact", "decline", "guide", "refuse", "withdraw")
# Acts that end the time of mediation for good; a change of track only rests it.
CONCLUSIONS = ("agree", "agree_performed", "fail", "withdraw")
CONTACT_CLOCK, LIMIT_CLOCK = "CK1", "CK4"
# One act is one figure.
BY_ACT = {
    "register": "registered",
    "accept": "accepted",
    "escalate": "escalated",
    "route_up": "escalated",
    "return_case": "returned",
    "reopen": "reopened",
    "merge": "merged",
}
RATINGS = ("follow_up", "citizen_rate")
# Steps of a unit that make an arrival in time (domain.md I5).
ARRIVAL_STEPS = (".sign", ".contact", ".arrive", ".report")
WORKING_BEFORE_ARRIVAL = ("pending", "signed", "objected", "contacted")
