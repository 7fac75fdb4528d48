// Vectors of what a device remembers and does in time: answers, repeats of the journal, key manifests, enrolment.
#include <stdio.h>
#include <string.h>

#include "o2o-claim.h"
#include "o2o-journal.h"
#include "o2o-session.h"
#include "stage.h"
#include "vector-run.h"

static char first[VECTOR_TEXT_MAX], second[VECTOR_TEXT_MAX], third[VECTOR_TEXT_MAX], fourth[VECTOR_TEXT_MAX];

// ------------------------------------------------------------------------------------------------------ FP-13 answers

static void keep_answers(struct o2o_json each, const char *path)
{
    struct o2o_json_walk walk = o2o_json_walk(vector_member(each, "open"));
    stage_begin();
    stage_boot();
    for (size_t i = 0; o2o_json_next(&walk); i++) o2o_json_string(walk.value, stage.device.journal_sessions[i], sizeof(o2o_id));
    walk = o2o_json_walk(vector_member(each, "answers"));
    while (o2o_json_next(&walk)) {
        struct o2o_asked asked = {"gw1", first, second, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
        struct o2o_said said = {O2O_SUCCEEDED, O2O_CODE_OK, true, NULL};
        vector_text(walk.value, "cid", first, NULL);
        vector_text(walk.value, "ses", second, NULL);
        o2o_say_and_keep(&stage.device, &asked, said,
                         o2o_is_word(walk.value, "act", "start") || o2o_is_word(walk.value, "act", "stop"), 0);
    }
    walk = o2o_json_walk(vector_member(each, "known"));
    while (o2o_json_next(&walk)) {
        o2o_json_string(walk.value, first, sizeof first);
        vector_check(o2o_is_answered(&stage.device, first), path);
    }
    walk = o2o_json_walk(vector_member(each, "forgotten"));
    while (o2o_json_next(&walk)) {
        o2o_json_string(walk.value, first, sizeof first);
        vector_check(!o2o_is_answered(&stage.device, first), path);
    }
}

// -------------------------------------------------------------------------------------------------------- FP-16 repeats

enum { SENDS_MAX = 64 };
static struct {
    int64_t at_ms, n;
} sends[SENDS_MAX];
static size_t send_count, seen;

static void note_sends(void)
{
    for (; seen < stage.sent_count; seen++) {
        struct o2o_json entry;
        if (!strstr(stage.sent[seen].topic, "/up/ses") || send_count == SENDS_MAX) continue;
        o2o_json_read(stage.sent[seen].body, strlen(stage.sent[seen].body), &entry);
        sends[send_count].at_ms = (int64_t)stage.up_ms;
        sends[send_count++].n = vector_integer(entry, "n");
    }
}

/** Wakes the device whenever it asks to be, and not otherwise. */
static void pass_until(uint64_t up_ms)
{
    for (;;) {
        uint64_t wake = o2o_next_wake(&stage.device, stage.up_ms);
        if (wake >= up_ms) break;
        stage.up_ms = wake;
        o2o_tick(&stage.device, stage.up_ms);
        note_sends();
    }
    stage.up_ms = up_ms;
    o2o_tick(&stage.device, stage.up_ms);
    note_sends();
}

static void write_entry(int64_t n)
{
    if (n == 0)
        stage_start("ses_1", 600000, 86400);
    else
        o2o_record_update(&stage.device, O2O_RENEWED, stage.up_ms);
    // Only what the vector says is written.
    stage.device.session.metered_up_ms = stage.device.session.lease_up_ms = stage.device.session.max_use_ms = O2O_COUNT_MAX;
    o2o_tick(&stage.device, stage.up_ms);
}

static void happen(struct o2o_json each)
{
    pass_until((uint64_t)vector_integer(each, "atMs"));
    if (o2o_is_word(each, "event", "welcome"))
        stage_greet(0, "");
    else if (o2o_is_word(each, "event", "lost"))
        o2o_disconnected(&stage.device, stage.up_ms);
    else if (o2o_is_word(each, "event", "written"))
        write_entry(vector_integer(each, "n"));
    else
        stage_ack("ses_1", (long)vector_integer(each, "upTo"), "");
    note_sends();
}

static void repeat_journal(struct o2o_json each, const char *path)
{
    struct o2o_json_walk walk = o2o_json_walk(vector_member(each, "happenings"));
    size_t expected = 0;
    stage_begin();
    stage_boot();
    send_count = seen = 0;
    // Known to its gateway, so that a session may begin before a welcome.
    stage.device.has_amnesia = false;
    stage_connect();
    while (o2o_json_next(&walk)) happen(walk.value);
    pass_until((uint64_t)vector_integer(each, "untilMs"));
    walk = o2o_json_walk(vector_member(each, "sends"));
    for (; o2o_json_next(&walk); expected++)
        vector_check(expected < send_count && sends[expected].at_ms == vector_integer(walk.value, "atMs") &&
                         sends[expected].n == vector_integer(walk.value, "n"),
                     path);
    vector_check(expected == send_count, path);
}

// ------------------------------------------------------------------------------------------------------ FP-30 manifests

static size_t text_of(struct o2o_json json) { return (size_t)(o2o_json_walk(json).end - json.at); }

static void trust_of(struct o2o_json each, struct o2o_trust *trust)
{
    struct o2o_json current = vector_member(each, "current");
    memset(trust, 0, sizeof *trust);
    vector_text(each, "root", first, NULL);
    o2o_copy(trust->root.kid, sizeof trust->root.kid, first);
    if (vector_key(first)) memcpy(trust->root.public_key, vector_key(first)->public_key, 32);
    if (o2o_json_type(current) != O2O_JSON_NULL)
        o2o_trust_take(trust, current.at, text_of(current), vector_text(each, "iss", first, NULL),
                       vector_text(each, "tenant", second, NULL));
}

static const char *take_manifest(struct o2o_json each, struct o2o_trust *trust)
{
    static const char *const BELIEFS[] = {"", "signature.malformed", "signature.unknown-key", "signature.invalid",
                                          "signature.wrong-type"};
    static const char *const REFUSALS[] = {"",
                                           "codec.invalid",
                                           "manifest.foreign",
                                           "manifest.not-newer",
                                           "manifest.kid-twice",
                                           "manifest.kid-reused",
                                           "manifest.use-missing"};
    static char payload[O2O_DOWN_MAX];
    size_t length, size;
    enum o2o_belief belief;
    vector_text(each, "jws", third, &length);
    belief =
        o2o_jws_verify(&VECTOR_PORT, third, length, "o2o-keys+jwt", o2o_find_root_key, trust, payload, sizeof payload, &size);
    if (belief != O2O_BELIEVED) return BELIEFS[belief];
    return REFUSALS[o2o_trust_take(trust, payload, size, vector_text(each, "iss", first, NULL),
                                   vector_text(each, "tenant", second, NULL))];
}

static void believe_manifest(struct o2o_json each, const char *path)
{
    struct o2o_trust trust;
    struct o2o_json_walk walk = o2o_json_walk(vector_member(each, "believes"));
    trust_of(each, &trust);
    vector_check(take_manifest(each, &trust)[0] == '\0' && (int64_t)trust.ver == vector_integer(each, "ver"), path);
    while (o2o_json_next(&walk)) {
        const uint8_t *key = (o2o_is_word(walk.value, "use", "cmd") ? o2o_find_command_key : o2o_find_system_key)(
            &trust, vector_text(walk.value, "kid", first, NULL));
        vector_check((key != NULL) == vector_bool(walk.value, "believed"), path);
        if (key && vector_key(first)) vector_check(memcmp(key, vector_key(first)->public_key, 32) == 0, path);
    }
}

static void refuse_manifest(struct o2o_json each, const char *path)
{
    struct o2o_trust trust, before;
    trust_of(each, &before);
    trust = before;
    vector_check(strcmp(take_manifest(each, &trust), vector_text(each, "code", fourth, NULL)) == 0, path);
    vector_check(memcmp(&trust, &before, sizeof trust) == 0, path);
}

// ------------------------------------------------------------------------------------------------------ FP-28 enrolment

static struct o2o_claim claim;

/** The talk as the vector has it: its device nonce in place of a random one. */
static void begin_claim(struct o2o_json each, const char *path)
{
    static char token[VECTOR_TEXT_MAX];
    const struct host_key *key = vector_key("pod-a1");
    vector_sign_with(key);
    vector_text(each, "token", token, NULL);
    vector_check(o2o_claim_begin(&claim, &VECTOR_PORT, vector_text(each, "serial", first, NULL), token, key->public_key), path);
    vector_check(strcmp(claim.x, vector_text(each, "x", first, NULL)) == 0, path);
    o2o_copy(claim.device_nonce, sizeof claim.device_nonce, vector_text(each, "deviceNonce", first, NULL));
}

static enum o2o_claim_step hear(const char *text, size_t length, struct o2o_enrolment *enrolment)
{
    size_t reply;
    uint64_t after_s;
    return o2o_claim_hear(&claim, text, length, fourth, sizeof fourth, &reply, &after_s, enrolment);
}

static void enrol(struct o2o_json each, const char *path)
{
    static const char *const CAPS[] = {NULL};
    struct o2o_kind kind;
    struct o2o_enrolment enrolment;
    struct o2o_json connect = vector_member(each, "connect"), said = vector_member(vector_member(each, "enrolled"), "decoded");
    struct o2o_json_walk walk = o2o_json_walk(vector_member(each, "messages"));
    size_t length;
    char address[O2O_ADDRESS_MAX + 1];
    memset(&kind, 0, sizeof kind);
    kind.name = "sleep-pod";
    kind.model = "SP-2";
    kind.firmware = "1.4.0";
    kind.caps = CAPS;
    begin_claim(each, path);
    vector_check(strcmp(claim.client_id, vector_text(connect, "clientId", first, NULL)) == 0, path);
    vector_check(strcmp(claim.password, vector_text(connect, "password", first, NULL)) == 0, path);
    vector_check(o2o_claim_compose(&claim, &kind, fourth, sizeof fourth, &length), path);
    vector_check(o2o_json_next(&walk) && o2o_json_equals(walk.value, fourth), path);
    o2o_json_next(&walk);
    length = (size_t)o2o_json_string(walk.value, first, sizeof first);
    vector_check(hear(first, length, &enrolment) == O2O_CLAIM_REPLY, path);
    vector_check(o2o_json_next(&walk) && o2o_json_equals(walk.value, fourth), path);
    o2o_json_next(&walk);
    length = (size_t)o2o_json_string(walk.value, first, sizeof first);
    vector_check(hear(first, length, &enrolment) == O2O_CLAIM_ENROLLED, path);
    snprintf(address, sizeof address, "%s/%s", enrolment.identity.tenant, enrolment.identity.device);
    vector_check(o2o_is_word(said, "sub", address) && o2o_is_word(said, "iss", enrolment.identity.issuer), path);
    vector_check(o2o_is_word(said, "kid", enrolment.identity.kid), path);
    vector_check(o2o_is_word(vector_member(said, "root"), "kid", enrolment.trust.root.kid), path);
}

static void refuse_claim(struct o2o_json each, const char *path)
{
    struct o2o_enrolment enrolment;
    size_t length;
    if (!o2o_is_word(each, "by", "device")) return;
    begin_claim(each, path);
    vector_text(each, "payload", second, &length);
    // A challenge comes first; a name is heard after it.
    if (!strstr(second, "\"challenge\""))
        o2o_copy(claim.gateway_nonce, sizeof claim.gateway_nonce, vector_text(each, "gatewayNonce", first, NULL));
    vector_check(hear(second, length, &enrolment) == O2O_CLAIM_IGNORED, path);
}

// ---------------------------------------------------------------------------------------------------- FP-29 credentials

/** The payload that the device signs is its own; only the key and the form are pinned here. */
static void prove_connection(struct o2o_json each, const char *path)
{
    size_t length, size;
    if (!o2o_is_word(each, "typ", "o2o-conn+jwt")) return;
    vector_text(each, "password", first, &length);
    vector_check(o2o_jws_verify(&VECTOR_PORT, first, length, "o2o-conn+jwt", vector_find_key, NULL, second, sizeof second,
                                &size) == O2O_BELIEVED,
                 path);
    vector_sign_with(vector_key(vector_text(each, "clientId", third, NULL)));
    vector_check(o2o_jws_sign(&VECTOR_PORT, third, "o2o-conn+jwt", second, size, fourth, sizeof fourth, &length), path);
    vector_check(strcmp(first, fourth) == 0, path);
}

void vector_run_device(void)
{
    vector_each("valid/answers.json", "cases", keep_answers);
    vector_each("valid/journal-repeat.json", "cases", repeat_journal);
    vector_each("valid/manifests.json", "cases", believe_manifest);
    vector_each("invalid/manifests.json", "cases", refuse_manifest);
    vector_each("valid/claim.json", "cases", enrol);
    vector_each("invalid/claim.json", "cases", refuse_claim);
    vector_each("valid/connections.json", "cases", prove_connection);
}
