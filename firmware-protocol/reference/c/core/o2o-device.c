// Device: boots, hears what comes down, and lets time act; every step ends by sending what is due.
#include "o2o-device.h"

#include <string.h>

#include "o2o-journal.h"
#include "o2o-session.h"

bool o2o_is_session(const struct o2o_device *device, const char *ses)
{
    return o2o_has_session(device) && strcmp(device->session.ses, ses) == 0;
}

void o2o_tell(const struct o2o_device *device, const char *what, const char *facts)
{
    if (device->port->tell) device->port->tell(device->port->context, what, facts);
}

void o2o_mark(const struct o2o_device *device, const char *text, uint8_t mark[O2O_MARK])
{
    uint8_t hash[32];
    device->port->sha256(device->port->context, (const uint8_t *)text, strlen(text), hash);
    memcpy(mark, hash, O2O_MARK);
}

uint64_t o2o_up(struct o2o_device *device, uint64_t up_ms)
{
    if (up_ms > device->up_ms) device->up_ms = up_ms;
    return device->up_ms;
}

// ------------------------------------------------------------------------------------------------------------- sending

static bool address_topic(struct o2o_device *device, enum o2o_leaf leaf, const char *first, const char *second)
{
    struct o2o_topic topic;
    memset(&topic, 0, sizeof topic);
    topic.leaf = leaf;
    memcpy(topic.tenant, device->identity.tenant, sizeof topic.tenant);
    memcpy(topic.device, device->identity.device, sizeof topic.device);
    return o2o_copy(topic.first, sizeof topic.first, first) && o2o_copy(topic.second, sizeof topic.second, second) &&
           o2o_topic_write(&topic, device->topic);
}

bool o2o_send_plain(struct o2o_device *device, enum o2o_leaf leaf, const char *first, const struct o2o_writer *body, bool retain)
{
    if (body->failed || !device->is_connected || !address_topic(device, leaf, first, "")) return false;
    return device->port->send(device->port->context, device->topic, body->text, body->length, retain);
}

bool o2o_send_signed(struct o2o_device *device, enum o2o_leaf leaf, const char *first, const char *second, const char *typ,
                     const char *body, size_t length)
{
    size_t size;
    if (!device->is_connected || !address_topic(device, leaf, first, second)) return false;
    if (!o2o_jws_sign(device->port, device->identity.kid, typ, body, length, device->out, sizeof device->out, &size))
        return false;
    return device->port->send(device->port->context, device->topic, device->out, size, false);
}

void o2o_event(struct o2o_device *device, const char *type, const struct o2o_event_field *fields, size_t count, uint64_t up_ms)
{
    struct o2o_writer body = o2o_writer(device->body, sizeof device->body);
    if (!device->is_greeted) return;
    o2o_put_open(&body, '{');
    o2o_put_integer_member(&body, "v", 1);
    o2o_put_text_member(&body, "boot", device->boot);
    o2o_put_integer_member(&body, "seq", device->next_seq++);
    o2o_put_integer_member(&body, "upMs", o2o_up(device, up_ms));
    o2o_put_key(&body, "data");
    o2o_put_open(&body, '{');
    for (size_t i = 0; i < count; i++) {
        o2o_put_key(&body, fields[i].name);
        o2o_put_value(&body, &fields[i].value);
    }
    o2o_put_close(&body, '}');
    o2o_put_close(&body, '}');
    o2o_send_plain(device, O2O_UP_EVENT, type, &body, false);
}

// ------------------------------------------------------------------------------------------------------------- hearing

static bool is_for_me(const struct o2o_device *device, struct o2o_json issuer, const char *address)
{
    return o2o_json_equals(issuer, device->identity.issuer) && strcmp(address, device->address) == 0;
}

static bool believe(struct o2o_device *device, const char *payload, size_t length, const char *typ, o2o_find_key *find,
                    size_t *size)
{
    return length <= O2O_DOWN_MAX && o2o_jws_verify(device->port, payload, length, typ, find, &device->trust, device->in,
                                                    sizeof device->in, size) == O2O_BELIEVED;
}

static void hear_keys(struct o2o_device *device, const char *payload, size_t length)
{
    struct o2o_trust next = device->trust;
    size_t size;
    if (!believe(device, payload, length, "o2o-keys+jwt", o2o_find_root_key, &size)) {
        o2o_tell(device, "ignored", "sys");
        return;
    }
    if (o2o_trust_take(&next, device->in, size, device->identity.issuer, device->identity.tenant) != O2O_MANIFEST_TAKEN) {
        o2o_tell(device, "ignored", "keys");
        return;
    }
    // Stored first: after a power cut it must not fall back to keys that were taken away.
    if (!device->port->store(device->port->context, O2O_RECORD_KEYS, device->in, size)) {
        o2o_tell(device, "flash failed", "keys");
        return;
    }
    device->trust = next;
    o2o_tell(device, "keys", device->in);
}

static void hear_hint(struct o2o_device *device, const char *payload, size_t length, uint64_t up_ms)
{
    struct o2o_hint hint;
    if (!o2o_read_hint(payload, length, &hint)) {
        o2o_tell(device, "ignored", "sys");
    } else if (hint.is_bye) {
        device->advice_s = hint.after_s;
        o2o_tell(device, "bye", "");
    } else if (hint.blink_count > 0) {
        // Whoever uses it has found it (FP-33).
        if (device->kind->blink && !o2o_has_session(device))
            device->kind->blink(device->object, hint.blinks, hint.blink_count);
    } else {
        o2o_answer_rehello(device, hint.nonce, up_ms);
    }
}

static void hear_system(struct o2o_device *device, const char *payload, size_t length, uint64_t up_ms)
{
    struct o2o_welcome welcome;
    size_t size;
    if (length > 0 && payload[0] == '{') {
        hear_hint(device, payload, length, up_ms);
    } else if (!believe(device, payload, length, "o2o-sys+jwt", o2o_find_system_key, &size)) {
        hear_keys(device, payload, length);
    } else if (o2o_read_welcome(device->in, size, &welcome) && is_for_me(device, welcome.issuer, welcome.address)) {
        o2o_take_welcome(device, &welcome, up_ms);
    } else {
        o2o_tell(device, "ignored", "sys");
    }
}

static void hear_ack(struct o2o_device *device, const char *payload, size_t length, uint64_t up_ms)
{
    struct o2o_ack ack;
    struct o2o_json_walk walk;
    int64_t n;
    size_t size;
    if (!believe(device, payload, length, "o2o-ack+jwt", o2o_find_system_key, &size) || !o2o_read_ack(device->in, size, &ack) ||
        !is_for_me(device, ack.issuer, ack.address) || strcmp(ack.boot, device->boot) != 0) {
        o2o_tell(device, "ignored", "ack");
        return;
    }
    o2o_journal_erase(device, ack.ses, ack.stored, up_ms);
    walk = o2o_json_walk(ack.missing);
    while (o2o_json_next(&walk))
        if (o2o_json_integer(walk.value, &n)) o2o_journal_mark(device, ack.ses, (uint64_t)n);
    o2o_tell(device, "acked", device->in);
}

static void hear_config(struct o2o_device *device, const char *payload, size_t length, uint64_t up_ms)
{
    struct o2o_config_message config;
    size_t size;
    if (believe(device, payload, length, "o2o-cfg+jwt", o2o_find_system_key, &size) &&
        o2o_read_config(device->in, size, &config) && is_for_me(device, config.issuer, config.address))
        o2o_take_config(device, &config, up_ms);
    else
        o2o_tell(device, "ignored", "cfg");
}

/** What cannot be believed is refused under the topic's cid: nothing moved, for nothing was obeyed. */
static void hear_command(struct o2o_device *device, const struct o2o_topic *topic, const char *payload, size_t length,
                         uint64_t up_ms)
{
    struct o2o_parties parties = {device->identity.issuer, device->address};
    struct o2o_command command;
    o2o_hash hash;
    enum o2o_code code;
    code = o2o_command_read(device->port, payload, length, o2o_find_command_key, &device->trust, &parties, device->in, &command);
    o2o_hash_text(device->port, payload, length, hash);
    // The topic is not signed: a command under another id would be answered to nobody.
    if (code == O2O_CODE_OK && strcmp(command.cid, topic->second) != 0) code = O2O_CODE_BAD_PARAM;
    if (code == O2O_CODE_OK) {
        o2o_take_command(device, topic->first, &command, hash, up_ms);
    } else {
        struct o2o_asked asked = {topic->first, topic->second, NULL, hash};
        struct o2o_said said = {O2O_REJECTED, code, false, NULL};
        o2o_say(device, &asked, said, up_ms);
    }
}

static void pass_time(struct o2o_device *device, uint64_t up_ms)
{
    o2o_journal_repeat(device, up_ms);
    o2o_run_session(device, up_ms);
}

void o2o_received(struct o2o_device *device, const char *topic, const char *payload, size_t length, uint64_t up_ms)
{
    struct o2o_topic at;
    up_ms = o2o_up(device, up_ms);
    if (o2o_topic_read(topic, strlen(topic), &at) != O2O_TOPIC_READ || strcmp(at.tenant, device->identity.tenant) != 0 ||
        strcmp(at.device, device->identity.device) != 0) {
        o2o_tell(device, "ignored", "topic");
        return;
    }
    // Time first: a lease that has ended is over before a command that came later is heard.
    pass_time(device, up_ms);
    switch (at.leaf) {
    case O2O_DOWN_SYSTEM: hear_system(device, payload, length, up_ms); break;
    case O2O_DOWN_ACK: hear_ack(device, payload, length, up_ms); break;
    case O2O_DOWN_CONFIG: hear_config(device, payload, length, up_ms); break;
    case O2O_DOWN_COMMAND: hear_command(device, &at, payload, length, up_ms); break;
    default: o2o_tell(device, "ignored", "topic"); break;
    }
    o2o_settle(device, up_ms);
}

// ---------------------------------------------------------------------------------------------------------------- time

void o2o_settle(struct o2o_device *device, uint64_t up_ms)
{
    pass_time(device, up_ms);
    o2o_journal_send(device, up_ms);
    o2o_report_state(device, up_ms);
}

void o2o_tick(struct o2o_device *device, uint64_t up_ms)
{
    up_ms = o2o_up(device, up_ms);
    if (device->is_connected && up_ms - device->connected_up_ms >= O2O_RECONNECT_STABLE_MS) device->failures = 0;
    o2o_settle(device, up_ms);
}

uint64_t o2o_next_wake(const struct o2o_device *device, uint64_t up_ms)
{
    uint64_t session = o2o_session_wake(device, up_ms);
    uint64_t journal = o2o_journal_wake(device, up_ms);
    uint64_t state = device->is_greeted && o2o_has_session(device) ? device->state_sent_up_ms + O2O_STATE_EVERY_MS : O2O_NEVER;
    uint64_t wake = session < journal ? session : journal;
    return wake < state ? wake : state;
}

// ---------------------------------------------------------------------------------------------------------------- boot

/** The stored count, a dash, and 64 random bits (FP-08). */
static bool name_boot(struct o2o_device *device)
{
    static const char HEX[] = "0123456789abcdef";
    uint8_t chance[8];
    char digits[10];
    size_t count = 0, at = 0;
    uint32_t left = ++device->boot_count;
    if (!device->port->random(device->port->context, chance, sizeof chance)) return false;
    do digits[count++] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    while (count > 0) device->boot[at++] = digits[--count];
    device->boot[at++] = '-';
    for (size_t i = 0; i < sizeof chance; i++) {
        device->boot[at++] = HEX[chance[i] >> 4];
        device->boot[at++] = HEX[chance[i] & 15];
    }
    device->boot[at] = '\0';
    return true;
}

static void remember_boot(struct o2o_device *device)
{
    size_t at = 0;
    while (at < O2O_KNOWN_BOOTS && device->known_boots[at][0]) at++;
    if (at == O2O_KNOWN_BOOTS) memmove(device->known_boots[0], device->known_boots[1], (--at) * sizeof(o2o_boot_name));
    memcpy(device->known_boots[at], device->boot, sizeof(o2o_boot_name));
}

static bool take_identity(struct o2o_device *device, const struct o2o_setup *setup)
{
    size_t length;
    device->identity = *setup->identity;
    device->trust = *setup->trust;
    if (!o2o_is_id(device->identity.tenant) || !o2o_is_id(device->identity.device) || !o2o_is_id(device->identity.kid))
        return false;
    length = strlen(device->identity.tenant);
    memcpy(device->address, device->identity.tenant, length);
    device->address[length] = '/';
    return o2o_copy(device->address + length + 1, sizeof device->address - length - 1, device->identity.device);
}

static void load_keys(struct o2o_device *device)
{
    long length = device->port->load(device->port->context, O2O_RECORD_KEYS, device->in, sizeof device->in);
    if (length == O2O_NO_RECORD) return;
    if (length > 0 && o2o_trust_take(&device->trust, device->in, (size_t)length, device->identity.issuer,
                                     device->identity.tenant) == O2O_MANIFEST_TAKEN)
        return;
    // A manifest replaced the keys given by hand: without it nothing is believed until the root signs the next (FP-30).
    device->trust.key_count = 0;
}

bool o2o_boot(struct o2o_device *device, const struct o2o_setup *setup)
{
    memset(device, 0, sizeof *device);
    device->port = setup->port;
    device->kind = setup->kind;
    device->object = setup->object;
    device->advice_s = device->repeat_up_ms = O2O_NEVER;
    if (!take_identity(device, setup)) return false;
    load_keys(device);
    // Without its counter it acts on nothing until a signed floor (FP-17).
    if (!o2o_load_counter(device)) device->has_amnesia = true;
    if (!name_boot(device)) return false;
    remember_boot(device);
    o2o_load_session(device);
    o2o_journal_load(device);
    o2o_load_answers(device);
    o2o_load_marks(device);
    o2o_load_state(device);
    o2o_load_config(device);
    // Last, for what could not be read is kept in mind with it.
    if (!o2o_store_counter(device)) return false;
    o2o_wake_session(device);
    o2o_settle(device, 0);
    o2o_tell(device, "booted", device->boot);
    return true;
}
