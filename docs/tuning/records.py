"""Makes records out of words drawn with a seed, writes them as JSON, reads them back, sorts and drops them, round after round: records.py SEED COUNT."""
import json
import random
import sys
import time

drawn = random.Random(int(sys.argv[1]))
count = int(sys.argv[2])
words = ["".join(chr(97 + drawn.randrange(26)) for _ in range(drawn.randrange(3, 30))) for _ in range(5000)]
kept = []
for turn in range(6):
    records = [{"id": i, "name": drawn.choice(words) + str(i), "tags": [drawn.choice(words) for _ in range(drawn.randrange(6))]} for i in range(count)]
    text = json.dumps(records)
    back = json.loads(text)
    back.sort(key=lambda record: record["name"])
    kept.extend(back[:: 20])
    del records, text, back
    time.sleep(0.2)  # What a server does between requests.
print(len(kept))
