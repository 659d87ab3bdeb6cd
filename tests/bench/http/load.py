#!/usr/bin/env python3
"""Town clerks, county reviewers and the province at work, all at once, against a running server.

    load.py --tuban PROGRAM --data DIR --url http://127.0.0.1:8080 [--clerks 200] [--seconds 60]

DIR was made by province_store, and PROGRAM serves it at the URL. Each clerk has a connection of its own
and works as people do, with 1 to 3 seconds between two requests: desk, list, a record, three saves, the
submission, now and then a search. One in twenty clerks is a reviewer of a county, who works off the
queue; one supervisor of the province walks through figures and lists. Printed is one row a kind of
request: how many, median, 95th percentile and longest time in milliseconds, and what was refused.
"""
import argparse
import http.client
import json
import random
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid

OTHER_SAFE = {
    'deceased_cancelled': False, 'sex': 'male', 'ethnicity': '01', 'family_size': 4,
    'phone': '13800000000', 'surveyor': '王某', 'survey_date': '2024-09-03', 'head_changed': False,
    'split': False, 'moved': False, 'housing': 'other_safe', 'other_safe_kind': 'with_relatives',
}
TEXTS = ['秋野', '王秋', '张', '三组12号', '望禾', 'zqy', '十二组']


class Times:
    def __init__(self):
        self._lock = threading.Lock()
        self._times = {}
        self._faults = {}

    def add(self, kind, seconds, status):
        with self._lock:
            self._times.setdefault(kind, []).append(seconds * 1000)
            if status >= 400:
                key = (kind, status)
                self._faults[key] = self._faults.get(key, 0) + 1

    def print(self, seconds):
        every = sum(len(times) for times in self._times.values())
        print(f'{every} requests, {every / seconds:.0f} a second')
        print(f'{"request":<22}{"count":>8}{"median":>9}{"p95":>9}{"longest":>9}')
        for kind, times in sorted(self._times.items()):
            times.sort()
            print(f'{kind:<22}{len(times):>8}{times[len(times) // 2]:>9.1f}'
                  f'{times[(len(times) * 95 - 1) // 100]:>9.1f}{times[-1]:>9.1f}')
        for (kind, status), count in sorted(self._faults.items()):
            print(f'{kind} was answered {status} {count} times')


class User(threading.Thread):
    """One person at one connection until the time is over."""

    def __init__(self, url, token, times, until, seed):
        super().__init__(daemon=True)
        self.random = random.Random(seed)
        self._where = urllib.parse.urlsplit(url).netloc
        self._token = token
        self._times = times
        self._until = until
        self._connection = http.client.HTTPConnection(self._where, timeout=60)

    def ask(self, kind, method, path, body=None, version=None, think=True):
        if think:
            pause = self.random.uniform(1, 3)
            if time.monotonic() + pause > self._until:
                sys.exit()
            time.sleep(pause)
        headers = {'Authorization': 'Bearer ' + self._token}
        if method != 'GET':
            headers['Idempotency-Key'] = str(uuid.UUID(int=self.random.getrandbits(128)))
            headers['Content-Type'] = 'application/json'
        if version is not None:
            headers['If-Match'] = f'"{version}"'
        data = None if body is None else json.dumps(body)
        began = time.monotonic()
        try:
            self._connection.request(method, path, data, headers)
            answer = self._connection.getresponse()
            text = answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            self._connection.close()
            text, status = b'', 599
        self._times.add(kind, time.monotonic() - began, status)
        return json.loads(text) if status < 300 and text else None


class Clerk(User):
    def run(self):
        time.sleep(self.random.uniform(0, 3))
        while True:
            self.ask('desk', 'GET', '/api/v1/desk')
            page = self.ask('list', 'GET', '/api/v1/households?status=not_started&size=50')
            if self.random.random() < 0.3:
                self.ask('search in the town', 'POST', '/api/v1/households/search',
                         {'text': self.random.choice(TEXTS), 'size': 8})
            if page and page['items']:
                self.fill_in(self.random.choice(page['items'])['id'])

    def fill_in(self, household):
        self.ask('household', 'GET', f'/api/v1/households/{household}')
        path = f'/api/v1/households/{household}/record'
        record = self.ask('record', 'GET', path, think=False)
        for size in (3, 4, 5):
            if record is None:
                return
            body = {'body': dict(OTHER_SAFE, family_size=size), 'sources': {}}
            record = self.ask('save', 'PUT', path, body, record['version'])
        if record is not None:
            self.ask('submit', 'POST', path + '/submit', None, record['version'])


class Reviewer(User):
    def run(self):
        time.sleep(self.random.uniform(0, 3))
        while True:
            self.ask('desk', 'GET', '/api/v1/desk')
            page = self.ask('review queue', 'GET', '/api/v1/households?queue=review&housing=other_safe')
            for row in (page or {}).get('items', [])[:5]:
                path = f'/api/v1/households/{row["id"]}/record'
                record = self.ask('record', 'GET', path)
                if record is not None and record.get('version'):
                    self.ask('approve', 'POST', path + '/approve', None, record['version'])


class Supervisor(User):
    def run(self):
        while True:
            table = self.ask('progress', 'GET', '/api/v1/statistics/progress')
            self.ask('province desk', 'GET', '/api/v1/desk')
            self.ask('series', 'GET', '/api/v1/statistics/series')
            for row in (table or {}).get('rows', [])[:2]:
                code = row['division']['code']
                self.ask('progress, drill-down', 'GET', f'/api/v1/statistics/progress?division={code}')
            self.ask('list of the province', 'GET', '/api/v1/households?grade=C,D&size=50')
            self.ask('search everywhere', 'POST', '/api/v1/households/search',
                     {'text': self.random.choice(TEXTS), 'size': 50})


def token_of(tuban, data, account):
    done = subprocess.run([tuban, 'user', 'token', account, '--data', data], capture_output=True, text=True,
                          check=True)
    return done.stdout.split()[-1]


def add_account(tuban, data, account, code, role):
    subprocess.run([tuban, 'user', 'add', account, '--division', code, '--role', role, '--data', data],
                   capture_output=True, check=False)
    return token_of(tuban, data, account)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tuban', required=True)
    parser.add_argument('--data', required=True)
    parser.add_argument('--url', default='http://127.0.0.1:8080')
    parser.add_argument('--clerks', type=int, default=200)
    parser.add_argument('--seconds', type=float, default=60)
    chosen = parser.parse_args()

    towns = [f'99{city:02}{county:02}{town:03}000' for city in range(1, 15) for county in range(1, 9)
             for town in range(1, 14)]
    random.Random(1).shuffle(towns)
    reviewers = max(1, chosen.clerks // 20)
    tokens = [(Clerk, token_of(chosen.tuban, chosen.data, town)) for town in towns[:chosen.clerks]]
    for town in towns[:reviewers]:
        code = town[:6] + '000000'
        tokens.append((Reviewer, add_account(chosen.tuban, chosen.data, f'load-{code}', code, 'reviewer')))
    tokens.append((Supervisor, add_account(chosen.tuban, chosen.data, 'load-province', '990000000000',
                                           'supervisor')))
    times = Times()
    until = time.monotonic() + chosen.seconds
    users = [kind(chosen.url, token, times, until, seed) for seed, (kind, token) in enumerate(tokens)]
    for user in users:
        user.start()
    for user in users:
        user.join(chosen.seconds + 70)
    times.print(chosen.seconds)


if __name__ == '__main__':
    main()
