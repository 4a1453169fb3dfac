"""Reads a page that has one new incident at each reading with feedparser, and counts its own CPU."""

import gzip
import http.client
import json
import sys
import time
from urllib.parse import urlsplit

import feedparser

url = urlsplit(json.loads(sys.argv[1])["url"])
connection = http.client.HTTPConnection(url.netloc)


def read():
    connection.request("GET", url.path, headers={"accept-encoding": "gzip"})
    answer = connection.getresponse()
    feed = feedparser.parse(gzip.decompress(answer.read()))
    assert feed.entries


for line in sys.stdin:
    started = time.process_time()
    for _ in range(json.loads(line)["input"]["readings"]):
        read()
    print(json.dumps((time.process_time() - started) * 1000), flush=True)
