"""What people would write in Python: conditional GETs with aiohttp or httpx, as fast as they go."""

import asyncio
import json
import resource
import sys
import time
import warnings

settings = json.loads(sys.argv[1])
urls = settings["urls"]
headers = settings["headers"]
etags = {}


def headers_for(page):
    return {**headers, "if-none-match": etags[page]} if page in etags else headers


async def aiohttp_poll():
    import aiohttp

    connector = aiohttp.TCPConnector(limit=0, ssl=False, keepalive_timeout=600)
    session = aiohttp.ClientSession(connector=connector)

    async def poll(page):
        async with session.get(urls[page], headers=headers_for(page)) as answer:
            await answer.read()
            if answer.status == 200:
                etags[page] = answer.headers["etag"]

    return poll, session.close


async def httpx_poll():
    import httpx

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=600)
    client = httpx.AsyncClient(verify=False, limits=limits, timeout=60)

    async def poll(page):
        answer = await client.get(urls[page], headers=headers_for(page))
        if answer.status_code == 200:
            etags[page] = answer.headers["etag"]

    return poll, client.aclose


async def poll_all(poll, is_over, polls=float("inf")):
    started = 0

    async def worker():
        nonlocal started
        while started < polls and not is_over():
            page = started % len(urls)
            started += 1
            await poll(page)

    await asyncio.gather(*(worker() for _ in range(settings["atOnce"])))
    return started


def cpu_ms():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1000


async def run(poll, window_ms):
    cpu_at_start, started = cpu_ms(), time.monotonic()
    polls = await poll_all(poll, lambda: (time.monotonic() - started) * 1000 > window_ms)
    wall_ms = (time.monotonic() - started) * 1000
    return {"polls": polls, "wallMs": wall_ms, "cpuMs": cpu_ms() - cpu_at_start}


async def main():
    warnings.simplefilter("ignore")
    poll, close = await {"aiohttp": aiohttp_poll, "httpx": httpx_poll}[settings["client"]]()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        call = json.loads(line)
        if call["command"] == "warmUp":
            answer = await poll_all(poll, lambda: False, call["input"]["polls"])
        else:
            answer = await run(poll, call["input"]["windowMs"])
        print(json.dumps(answer), flush=True)
    await close()


asyncio.run(main())
