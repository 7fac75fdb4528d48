// Presence: how a device introduces itself after each connect, and what a signed welcome lets it do (FP-04, FP-19, FP-21).
#include <string.h>

#include "o2o-base64url.h"
#include "o2o-journal.h"
#include "o2o-session.h"

static void put_open_sessions(struct o2o_writer *body, const struct o2o_device *device)
{
    unsigned count = 0;
    o2o_put_key(body, "open");
    o2o_put_open(body, '[');
    if (o2o_has_session(device)) {
        o2o_put_open(body, '{');
        o2o_put_text_member(body, "ses", device->session.ses);
        o2o_put_integer_member(body, "n", device->session.next_n);
        o2o_put_text_member(body, "state", "running");
        o2o_put_close(body, '}');
        count++;
    }
    for (size_t i = 0; i < O2O_JOURNAL_SESSIONS + 1 && count < 16; i++) {
        const char *ses = device->journal_sessions[i];
        uint64_t n = 0;
        if (!ses[0] || o2o_is_session(device, ses)) continue;
        for (size_t at = 0; at < O2O_JOURNAL_ENTRIES; at++) {
            const struct o2o_slot *slot = &device->journal[at];
            if (slot->flags && slot->session == i && slot->n >= n) n = (uint64_t)slot->n + 1;
        }
        o2o_put_open(body, '{');
        o2o_put_text_member(body, "ses", ses);
        o2o_put_integer_member(body, "n", n);
        o2o_put_text_member(body, "state", "ended");
        o2o_put_close(body, '}');
        count++;
    }
    o2o_put_close(body, ']');
}

void o2o_compose_hello(struct o2o_writer *body, const struct o2o_device *device, const char *nonce, uint32_t seq, uint64_t up_ms)
{
    o2o_put_open(body, '{');
    o2o_put_integer_member(body, "v", 1);
    o2o_put_text_member(body, "boot", device->boot);
    o2o_put_text_member(body, "conn", device->conn);
    o2o_put_integer_member(body, "seq", seq);
    o2o_put_integer_member(body, "upMs", up_ms);
    o2o_put_text_member(body, "model", device->kind->model);
    o2o_put_text_member(body, "fw", device->kind->firmware);
    o2o_put_text_member(body, "profile", device->kind->name);
    o2o_put_key(body, "caps");
    o2o_put_open(body, '[');
    for (const char *const *cap = device->kind->caps; *cap; cap++) o2o_put_text(body, *cap);
    o2o_put_close(body, ']');
    o2o_put_integer_member(body, "cfgVer", device->cfg_ver);
    o2o_put_integer_member(body, "keys", device->trust.ver);
    o2o_put_integer_member(body, "lastCtr", device->last_ctr);
    put_open_sessions(body, device);
    o2o_put_integer_member(body, "journal", o2o_journal_count(device));
    o2o_put_integer_member(body, "dropped", device->dropped);
    o2o_put_bool_member(body, "amnesia", device->has_amnesia);
    if (nonce) {
        o2o_put_text_member(body, "sub", device->address);
        o2o_put_text_member(body, "nonce", nonce);
    }
    o2o_put_close(body, '}');
}

static void compose_online(struct o2o_writer *body, bool is_on, const char *conn)
{
    o2o_put_open(body, '{');
    o2o_put_integer_member(body, "v", 1);
    o2o_put_bool_member(body, "on", is_on);
    o2o_put_text_member(body, "conn", conn);
    o2o_put_close(body, '}');
}

/** The device's own key as its password, good for this connect alone (FP-29). */
static bool prove_connection(struct o2o_device *device, uint64_t up_ms, struct o2o_plan *plan)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    size_t length;
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    o2o_put_text_member(&body, "sub", device->address);
    o2o_put_text_member(&body, "boot", device->boot);
    o2o_put_integer_member(&body, "upMs", up_ms);
    o2o_put_text_member(&body, "conn", device->conn);
    o2o_put_close(&body, '}');
    return !body.failed && o2o_jws_sign(device->port, device->identity.kid, "o2o-conn+jwt", body.text, body.length,
                                        plan->password, sizeof plan->password, &length);
}

bool o2o_plan_connection(struct o2o_device *device, uint64_t up_ms, struct o2o_plan *plan)
{
    struct o2o_topic online = {"", "", O2O_UP_ONLINE, "", ""};
    struct o2o_writer will = o2o_writer(plan->will, sizeof plan->will);
    uint8_t chance[12];
    size_t length;
    up_ms = o2o_up(device, up_ms);
    if (!device->port->random(device->port->context, chance, sizeof chance)) return false;
    if (!o2o_base64url_encode(chance, sizeof chance, device->conn, sizeof device->conn, NULL)) return false;
    memcpy(online.tenant, device->identity.tenant, sizeof online.tenant);
    memcpy(online.device, device->identity.device, sizeof online.device);
    if (!o2o_topic_write(&online, plan->will_topic)) return false;
    compose_online(&will, false, device->conn);
    // o2o/1/{tenant}/{device}/up/online -> o2o/1/{tenant}/{device}/dn/#
    length = strlen(plan->will_topic) - strlen("up/online");
    memcpy(plan->filter, plan->will_topic, length);
    memcpy(plan->filter + length, "dn/#", sizeof "dn/#");
    plan->client_id = device->identity.device;
    if (device->identity.password[0]) return o2o_copy(plan->password, sizeof plan->password, device->identity.password);
    return prove_connection(device, up_ms, plan);
}

void o2o_connected(struct o2o_device *device, uint64_t up_ms)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    up_ms = o2o_up(device, up_ms);
    device->is_connected = true;
    device->is_greeted = false;
    device->nonce[0] = '\0';
    device->connected_up_ms = up_ms;
    compose_online(&body, true, device->conn);
    o2o_send_plain(device, O2O_UP_ONLINE, "", &body, true);
    body = o2o_writer(device->body, sizeof device->body);
    o2o_compose_hello(&body, device, NULL, device->next_seq++, up_ms);
    o2o_send_plain(device, O2O_UP_HELLO, "", &body, false);
    o2o_tell(device, "connected", device->conn);
    o2o_settle(device, up_ms);
}

void o2o_disconnected(struct o2o_device *device, uint64_t up_ms)
{
    up_ms = o2o_up(device, up_ms);
    if (device->is_connected && up_ms - device->connected_up_ms >= O2O_RECONNECT_STABLE_MS) device->failures = 0;
    if (device->is_connected) o2o_tell(device, "disconnected", "");
    device->is_connected = false;
    device->is_greeted = false;
}

void o2o_farewell(struct o2o_device *device)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    if (!device->is_connected) return;
    compose_online(&body, false, device->conn);
    o2o_send_plain(device, O2O_UP_ONLINE, "", &body, true);
}

uint64_t o2o_reconnect_delay(struct o2o_device *device)
{
    uint8_t chance[4] = {0, 0, 0, 0};
    uint64_t advice_ms = device->advice_s == O2O_NEVER ? 0 : device->advice_s * 1000;
    uint64_t share, ceiling;
    bool is_waited_for = o2o_has_session(device) && device->session.is_stop_asked;
    if (!device->port->random(device->port->context, chance, sizeof chance)) chance[0] = (uint8_t)device->next_seq;
    share = (uint64_t)chance[0] << 24 | (uint64_t)chance[1] << 16 | (uint64_t)chance[2] << 8 | chance[3];
    device->advice_s = O2O_NEVER;
    if (advice_ms > 0 && !is_waited_for) {
        uint64_t wait = advice_ms + (advice_ms * share >> 32);
        return wait < O2O_LONGEST_ADVICE_S * UINT64_C(1000) ? wait : O2O_LONGEST_ADVICE_S * UINT64_C(1000);
    }
    ceiling = device->failures >= 5 ? O2O_RECONNECT_MAX_MS : (uint64_t)O2O_RECONNECT_MIN_MS << (device->failures + 1);
    if (device->failures < 5) device->failures++;
    return O2O_RECONNECT_MIN_MS + ((ceiling - O2O_RECONNECT_MIN_MS) * share >> 32);
}

void o2o_answer_rehello(struct o2o_device *device, const char *nonce, uint64_t up_ms)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    if (!device->is_connected || !o2o_copy(device->nonce, sizeof device->nonce, nonce)) return;
    o2o_compose_hello(&body, device, nonce, device->next_seq++, up_ms);
    if (!body.failed) o2o_send_signed(device, O2O_UP_HELLO, "", "", "o2o-hello+jwt", body.text, body.length);
}

static void obey_verdict(struct o2o_device *device, const char *ses, enum o2o_verdict verdict, uint64_t up_ms)
{
    bool is_ours = o2o_is_session(device, ses);
    if (verdict == O2O_VERDICT_STORED && !is_ours) o2o_journal_erase(device, ses, O2O_NEVER, up_ms);
    if (verdict != O2O_VERDICT_END || !is_ours) return;
    if (device->session.is_starting) {
        o2o_undo_start(device, "verdict", up_ms);
    } else if (device->session.verdict_up_ms == O2O_NEVER) {
        o2o_end_pause(device, up_ms);
        device->session.verdict_up_ms = up_ms;
        o2o_store_session(device, up_ms);
    }
}

void o2o_take_welcome(struct o2o_device *device, const struct o2o_welcome *welcome, uint64_t up_ms)
{
    struct o2o_json_walk walk = o2o_json_walk(welcome->verdicts);
    enum o2o_verdict verdict;
    o2o_id ses;
    bool had_amnesia = device->has_amnesia;
    uint64_t last_ctr = device->last_ctr;
    // One for another boot, or for a nonce that was not answered last, is an old one (FP-04).
    if (!device->is_connected || strcmp(welcome->boot, device->boot) != 0 ||
        strcmp(welcome->nonce, device->nonce) != 0) {
        o2o_tell(device, "ignored", "welcome");
        return;
    }
    device->has_amnesia = false;
    if (welcome->floor > device->last_ctr) device->last_ctr = welcome->floor;
    if ((had_amnesia || device->last_ctr != last_ctr) && !o2o_store_counter(device)) {
        device->has_amnesia = had_amnesia;
        return;
    }
    device->is_greeted = true;
    while (o2o_json_next(&walk))
        if (o2o_read_verdict(walk.value, ses, &verdict)) obey_verdict(device, ses, verdict, up_ms);
    o2o_journal_greeted(device);
    o2o_tell(device, "greeted", had_amnesia ? "after amnesia" : "");
    o2o_version_state(device);
    o2o_send_state(device, up_ms);
}
