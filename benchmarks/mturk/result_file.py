"""Invented result files of Mechanical Turk, in the shape of a real download of a tweet-labelling batch."""

import datetime
import random

COLUMNS = ("HITId HITTypeId Title Description Keywords Reward CreationTime MaxAssignments "
           "RequesterAnnotation AssignmentDurationInSeconds AutoApprovalDelayInSeconds Expiration "
           "NumberOfSimilarHITs LifetimeInSeconds AssignmentId WorkerId AssignmentStatus AcceptTime "
           "SubmitTime AutoApprovalTime ApprovalTime RejectionTime RequesterFeedback "
           "WorkTimeInSeconds LifetimeApprovalRate Last30DaysApprovalRate Last7DaysApprovalRate "
           "Input.text Input.url Answer.audience Answer.comment Answer.mood Approve Reject").split()
HIT = ('"Label the intended audience of a tweet","Read a tweet and decide which of 5 categories of '
       'people, like friends, family, or coworkers, it is most likely intended for.",'
       '"classification, category, classify, tweet, decide, label, social","$0.01",'
       '"Sat Apr 23 13:53:51 PDT 2016","3","BatchId:2368614;","3600","28800",'
       '"Fri May 13 13:53:51 PDT 2016","",""')
WORDS = ("myyy plug isnt home its an upsetting time when friends go out and nobody says where they "
         "were last night because of work or rain while the bus was late again today").split()
AUDIENCES = ("family", "friends", "coworkers", "general internet community", "other")
MOODS = ("glad", "sad", "neither")
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORKERS = 2000
ASSIGNMENTS_A_HIT = 3
BEGIN = datetime.datetime(2016, 4, 24, 8, 0, 0)


def identifier(generator):
    return "3" + "".join(generator.choices(SIGNS, k=29))


def times(generator):
    """The five times of an assignment and the seconds it took."""
    accepted = BEGIN + datetime.timedelta(seconds=generator.randrange(500_000))
    took = generator.randrange(5, 120)
    moments = [accepted] + [accepted + datetime.timedelta(seconds=took + after)
                            for after in (0, 28800, generator.randrange(28800))]
    return [moment.strftime("%a %b %d %H:%M:%S PDT %Y") for moment in moments], took


def write(path, wanted_bytes, seed=1):
    """Writes about so many bytes; returns how many rows."""
    generator = random.Random(seed)
    workers = ["A" + identifier(generator)[:13] for _ in range(WORKERS)]
    hit_type = identifier(generator)
    # As it is among real workers: a few do most of the work.
    weights = [1 / (rank + 10) for rank in range(WORKERS)]
    rows = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        size = file.write(",".join(f'"{name}"' for name in COLUMNS) + "\r\n")
        while size < wanted_bytes:
            hit = identifier(generator)
            text = " ".join(generator.choices(WORDS, k=generator.randrange(8, 22)))
            url = f"twitter.com/anyuser/status/{generator.randrange(10**17, 10**18)}"
            group = set()
            while len(group) < ASSIGNMENTS_A_HIT:
                group.update(generator.choices(workers, weights, k=ASSIGNMENTS_A_HIT - len(group)))
            for worker in sorted(group):
                (accept, submit, automatic, approval), took = times(generator)
                rate = f'"100% ({took}/{took})"'
                comment = "" if took % 4 else " ".join(generator.choices(WORDS, k=5))
                size += file.write(
                    f'"{hit}","{hit_type}",{HIT},"{identifier(generator)}","{worker}","Approved",'
                    f'"{accept}","{submit}","{automatic}","{approval}","","","{took}",{rate},{rate},'
                    f'{rate},"{text}","{url}","{generator.choice(AUDIENCES)}","{comment}",'
                    f'"{generator.choice(MOODS)}"\r\n')
                rows += 1
    return rows
