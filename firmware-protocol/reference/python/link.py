# Link: one MQTT 3.1.1 connection after another, with will, back-off and a tick. In brackets stand rules of ../../README.md.
import json
import random
import secrets
import time

import paho.mqtt.client as mqtt


def stay_connected(device, name, password, port, base):
    """Never returns. Calls device.connected(conn), heard(topic, text), tick(), and disconnected()."""
    longest = 1
    while True:
        conn, since = secrets.token_hex(8), time.monotonic()
        client = mqtt.Client(name, clean_session=True)
        client.username_pw_set(name, password)
        client.will_set(f"{base}/up/online", json.dumps({"v": 1, "on": False, "conn": conn}), 1, True)  # [FP-19]
        client.on_connect = lambda *_: client.subscribe(f"{base}/dn/#", 1)
        client.on_subscribe = lambda *_: device.connected(client, conn)
        client.on_message = lambda _client, _data, message: device.heard(message.topic, message.payload.decode())
        try:
            client.connect("127.0.0.1", port, keepalive=30)
            while client.loop(timeout=0.2) == mqtt.MQTT_ERR_SUCCESS:
                device.tick()
        except OSError as cause:
            print("offline", cause, flush=True)
        device.disconnected()
        longest = 2 if time.monotonic() - since > 30 else min(60, 2 * longest)
        again = time.monotonic() + random.uniform(1, longest)  # [FP-21]
        while time.monotonic() < again:  # what a lease ends, it ends without a connection [FP-14]
            device.tick()
            time.sleep(0.2)
