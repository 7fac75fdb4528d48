#!/usr/bin/env python3
# A signed table in one page: believes a command, proves its use, keeps its journal until the gateway has it.
# What stands in brackets is a rule of ../../README.md. It needs python3-paho-mqtt and python3-cryptography.
import json
import pathlib
import secrets
import sys
import time

from flash import load, save
from link import stay_connected
from signing import Refused, believe, digest, sign

if len(sys.argv) != 5:
    sys.exit("usage: device.py <venue file> <device> <MQTT port of 127.0.0.1> <file that survives a power cut>")
VENUE = json.loads(pathlib.Path(sys.argv[1]).read_text())
ME = next(device for device in VENUE["devices"] if device["device"] == sys.argv[2])
PORT, MEMORY = int(sys.argv[3]), pathlib.Path(sys.argv[4])
SUB, BASE = f"{ME['tenant']}/{ME['device']}", f"o2o/1/{ME['tenant']}/{ME['device']}"
OWN_KEY = (ME["device"], ME["privateJwk"]["d"])
GATEWAY_KEYS = {key["kid"]: key["x"] for key in VENUE["gatewayKeys"]}
CAPS, MAX_LEASE_MS = ["start", "stop", "renew", "call"], 600_000  # kinds/restaurant-table.ts, without its orders


class Device:
    def __init__(self):
        fresh = {"boots": 0, "ctr": 0, "ver": 0, "cfg": 0, "set": {}, "told": {}, "ses": None, "answers": {}, "journal": []}
        self.memory = load(MEMORY) or fresh
        self.amnesia = self.memory["boots"] == 0  # [FP-17]
        self.memory = {**fresh, **self.memory, "boots": self.memory["boots"] + 1}
        self.boot = f"{self.memory['boots']}-{secrets.token_hex(8)}"  # [FP-08]
        self.client, self.conn, self.nonce, self.greeted, self.born, self.seq = None, "", None, False, time.monotonic(), 0
        self.due, self.fenced, self.repeat_ms, self.repeat_at, self.state_at = [], [], 30_000, 0, 0
        ses = self.memory["ses"]
        if ses:  # the rest of the lease is what was stored, minus 30 s [FP-14]; time without power is no use [FP-15]
            ses.update(at=0, lease=max(0, ses["rest"] - 30_000))
            self.entry("updated", trigger="power_resumed")
        self.signal(0)
        save(MEMORY, self.memory)

    def up(self):
        return int((time.monotonic() - self.born) * 1000)

    def flush(self):  # nothing is sent before it is stored
        save(MEMORY, self.memory)
        for leaf, text in self.due if self.conn else ():
            self.client.publish(f"{BASE}/up/{leaf}", text, qos=1, retain=leaf == "online")
        self.due = []

    def believe(self, jws, typ):
        return believe(jws, typ, GATEWAY_KEYS, VENUE["issuer"], SUB)

    def said(self, **body):
        self.seq += 1
        return {"v": 1, "boot": self.boot, "seq": self.seq - 1, "upMs": self.up(), **body}

    def hello(self, **proof):  # [FP-04]
        known = {at["ses"]: {"ses": at["ses"], "n": at["n"] + 1, "state": "ended"} for at in self.memory["journal"]}
        if self.memory["ses"]:
            ses = self.memory["ses"]
            known[ses["id"]] = {"ses": ses["id"], "n": ses["n"], "state": "running"}
        about = {"conn": self.conn, "model": "python", "fw": "1", "profile": ME["kind"], "caps": CAPS}
        about.update(cfgVer=self.memory["cfg"], lastCtr=self.memory["ctr"], amnesia=self.amnesia)
        return self.said(**about, open=list(known.values())[-16:], journal=len(self.memory["journal"]), **proof)

    def state(self):
        self.memory["ver"] += 1
        self.state_at = self.up()
        reported = {"table": "open" if self.memory["ses"] else "closed"}
        body = self.said(ver=self.memory["ver"], reported=reported, cfgVer=self.memory["cfg"], cfg=self.memory["told"])
        self.due += [("state", json.dumps(body))] if self.greeted else []

    def configure(self, cfg):  # of all settings this table has one, its lamp and its chime [FP-23] [FP-35]
        before = self.memory["set"].get("emergency", 0)
        self.memory.update(cfg=cfg["ver"], told={key: "unknown" for key in cfg["set"]})
        if "emergency" in cfg["set"]:
            wanted = cfg["set"]["emergency"]
            is_one = type(wanted) is int and wanted in (0, 1)  # True is an int, to Python
            self.memory["set"].update({"emergency": wanted} if is_one else {})
            self.memory["told"]["emergency"] = "accepted" if is_one else "rejected"
        self.signal(before)

    def signal(self, before):  # after a reboot too
        now = self.memory["set"].get("emergency", 0)
        if now != before:
            print("signal", "on" if now else "off", flush=True)

    def entry(self, ev, at=None, **more):  # kept until a signed ack covers it [FP-16]
        ses, now = self.memory["ses"], self.up() if at is None else at
        ses.update(useMs=ses["useMs"] + now - ses["at"], at=now, rest=max(0, ses["lease"] - now))
        cites = {"sub": SUB, "ses": ses["id"], "n": ses["n"], "cid": ses["cid"], "cmdHash": ses["hash"]}
        evidence = ["table_closed"] if ev == "ended" else ["table_open", "kitchen_seen"]
        more.update({"endUpMs": now} if ev == "ended" else {}, evidence=evidence, off=not self.greeted)
        text = sign("o2o-ses+jwt", self.said(**cites, use={"useMs": ses["useMs"]}, ev=ev, **more), *OWN_KEY)
        self.memory["journal"].append({"ses": ses["id"], "n": ses["n"], "text": text})
        self.due += [("ses", text)] if self.greeted else []
        ses["n"] += 1
        if ev == "ended":
            self.memory["ses"] = None
        print("journal", ev, more.get("trigger", ""), flush=True)
        self.state()

    def command(self, gw, cid, jws):  # in the order of [FP-07]
        try:
            cmd = self.believe(jws, "o2o-cmd+jwt")
            cid = cmd["cid"]
            if cmd["act"] not in CAPS:
                raise Refused("UNSUPPORTED")
            if cid in self.memory["answers"]:  # word for word [FP-13]
                self.due.append((f"res/{gw}/{cid}", self.memory["answers"][cid]))
                return
            wrong = {"STALE_BOOT": cmd["boot"] != self.boot, "BAD_STATE": self.amnesia, "EXPIRED": self.up() >= cmd["expUp"]}
            for code, is_so in {**wrong, "REPLAY": cmd["ctr"] <= self.memory["ctr"]}.items():
                if is_so:
                    if code == "BAD_STATE":  # refused now, refused after the floor; flush() stores it before the answer [FP-17]
                        self.memory["ctr"] = max(self.memory["ctr"], cmd["ctr"])
                    raise Refused(code)
        except Refused as refused:
            self.answer(gw, cid, jws, "rejected", False, str(refused))
            return
        self.memory["ctr"] = cmd["ctr"]
        save(MEMORY, self.memory)
        code = self.obey(cmd, jws)
        status = "succeeded" if code in ("OK", "ALREADY") else "rejected"
        self.memory["answers"][cid] = self.answer(gw, cid, jws, status, code == "OK", code)
        self.memory["answers"] = dict(list(self.memory["answers"].items())[-64:])

    def answer(self, gw, cid, jws, status, ran, code):  # [FP-10]
        cites = {"sub": SUB, "cid": cid, "cmdHash": digest(jws)}
        text = sign("o2o-res+jwt", self.said(**cites, status=status, ran=ran, code=code), *OWN_KEY)
        self.due.append((f"res/{gw}/{cid}", text))
        print("answered", status, code, flush=True)
        return text

    def obey(self, cmd, jws):
        act, arg, ses, now = cmd["act"], cmd["arg"], self.memory["ses"], self.up()
        if act == "start":
            if ses or cmd["ses"] in self.fenced:  # whoever stored the stop never runs an older start [FP-09]
                return "BUSY" if ses else "BAD_STATE"
            limits = {"lease": min(arg["limits"]["leaseUp"], now + MAX_LEASE_MS), "maxMs": arg["limits"]["maxS"] * 1000}
            cites = {"id": cmd["ses"], "cid": cmd["cid"], "hash": digest(jws)}
            self.memory["ses"] = {**cites, **limits, "n": 0, "useMs": 0, "at": now, "rest": 0}
            self.entry("started")  # use begins with this, and not with the answer [FP-11]
        elif not ses or ses["id"] != cmd["ses"]:
            self.fenced = [*self.fenced, cmd["ses"]][-16:] if act == "stop" else self.fenced
            return "ALREADY" if act == "stop" else "BAD_STATE"
        elif act == "stop":
            self.entry("ended", trigger="stop_command")
        elif act == "renew":
            ses["lease"] = min(arg["leaseUp"], now + MAX_LEASE_MS)
            self.entry("updated", trigger="renewed")
        return "OK"

    def heard(self, topic, text):
        leaf = topic[len(BASE) + 4 :].split("/")
        try:
            if leaf[0] == "cmd":
                self.command(leaf[1], leaf[2], text)
            elif leaf[0] == "sys" and text[0] == "{" and json.loads(text)["t"] == "rehello":
                self.nonce = json.loads(text)["nonce"]
                self.due.append(("hello", sign("o2o-hello+jwt", self.hello(sub=SUB, nonce=self.nonce), *OWN_KEY)))
            elif leaf[0] == "sys" and text[0] == "e":
                self.system(text)
            elif leaf[0] == "ack":
                ack = self.believe(text, "o2o-ack+jwt")
                known = [at for at in self.memory["journal"] if at["ses"] == ack["ses"]]
                if ack["boot"] == self.boot:
                    left = [at for at in self.memory["journal"] if at["ses"] != ack["ses"] or at["n"] > ack["upTo"]]
                    self.memory["journal"], self.repeat_ms, self.repeat_at = left, 30_000, self.up() + 30_000
                    self.due += [("ses", at["text"]) for at in known if at["n"] in ack["missing"]]
            elif leaf[0] == "cfg":
                cfg = self.believe(text, "o2o-cfg+jwt")
                if cfg["ver"] > self.memory["cfg"]:
                    self.configure(cfg)
                self.state()
        except (Refused, ValueError, KeyError, IndexError, TypeError) as cause:
            print("ignored", leaf[0], repr(cause), flush=True)  # what cannot be read changes nothing [FP-25]
        self.flush()

    def system(self, jws):
        welcome = self.believe(jws, "o2o-sys+jwt")
        if welcome["boot"] != self.boot or welcome["nonce"] != self.nonce:
            return
        self.greeted, self.repeat_ms, self.repeat_at = True, 30_000, self.up() + 30_000
        self.memory["ctr"], self.amnesia = max(self.memory["ctr"], welcome["floor"]), False
        self.due += [("ses", at["text"]) for at in self.memory["journal"]]
        for open_ in welcome["verdicts"]:
            if open_["verdict"] == "stored":
                self.memory["journal"] = [at for at in self.memory["journal"] if at["ses"] != open_["ses"]]
            elif open_["verdict"] == "end" and self.memory["ses"] and self.memory["ses"]["id"] == open_["ses"]:
                self.entry("ended", trigger="verdict")
        self.state()
        print("greeted", flush=True)

    def tick(self):
        ses, now = self.memory["ses"], self.up()
        limit = ses["at"] + ses["maxMs"] - ses["useMs"] if ses else 0
        if ses and now >= min(ses["lease"], limit):  # without any connection, and dated back [FP-14] [FP-18]
            self.entry("ended", min(ses["lease"], limit), trigger="lease_lapsed" if ses["lease"] <= limit else "limit_reached")
        elif ses and now - ses["at"] >= 30_000:
            self.entry("updated", trigger="meter")
        if ses and now - self.state_at >= 60_000:
            self.state()
        if self.greeted and self.memory["journal"] and now >= self.repeat_at:
            self.repeat_ms = min(2 * self.repeat_ms, 300_000)
            self.repeat_at = now + self.repeat_ms
            self.due += [("ses", at["text"]) for at in self.memory["journal"]]
        if self.due:
            self.flush()

    def connected(self, client, conn):
        self.client, self.conn = client, conn
        self.due = [("online", json.dumps({"v": 1, "on": True, "conn": conn})), ("hello", json.dumps(self.hello()))]
        self.flush()

    def disconnected(self):
        self.greeted, self.conn, self.due = False, "", []


stay_connected(Device(), ME["device"], ME["password"], PORT, BASE)
