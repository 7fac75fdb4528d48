// Runs the vectors of firmware-protocol/vectors that concern a device; `vectors <folder>`.
#include <stdio.h>
#include <string.h>

#include "o2o-claim.h"
#include "vector-run.h"

static char first[VECTOR_TEXT_MAX], second[VECTOR_TEXT_MAX], third[VECTOR_TEXT_MAX];

/** `trusted`: the list of kids that this verifier knows. */
static const uint8_t *find_trusted(const void *trusted, const char *kid)
{
    struct o2o_json_walk walk = o2o_json_walk(*(const struct o2o_json *)trusted);
    while (o2o_json_next(&walk))
        if (o2o_json_equals(walk.value, kid) && vector_key(kid)) return vector_key(kid)->public_key;
    return NULL;
}

// ------------------------------------------------------------------------------------------------------------ messages

/** -1: a device never reads this message. */
static int read_payload(const char *schema, const char *text, size_t length)
{
    static const struct o2o_parties PARTIES = {"unlatch", "pvg/pod-a1"};
    static struct o2o_hint hint;
    static struct o2o_welcome welcome;
    static struct o2o_ack ack;
    static struct o2o_config_message config;
    static struct o2o_command command;
    static struct o2o_trust trust;
    static struct o2o_enrolment enrolment;
    if (strcmp(schema, "systemHint") == 0) return o2o_read_hint(text, length, &hint);
    if (strcmp(schema, "welcome") == 0) return o2o_read_welcome(text, length, &welcome);
    if (strcmp(schema, "ack") == 0) return o2o_read_ack(text, length, &ack);
    if (strcmp(schema, "config") == 0) return o2o_read_config(text, length, &config);
    if (strcmp(schema, "command") == 0) return o2o_command_read_payload(text, length, &PARTIES, &command) == O2O_CODE_OK;
    if (strcmp(schema, "keyManifest") == 0) {
        memset(&trust, 0, sizeof trust);
        return o2o_trust_take(&trust, text, length, "unlatch", "pvg") != O2O_MANIFEST_INVALID;
    }
    if (strcmp(schema, "enrolment") == 0) return o2o_enrolment_read(text, length, &enrolment);
    return -1;
}

static size_t payload_of(struct o2o_json each, char *text)
{
    size_t length = 0;
    if (vector_has(each, "payloadHex"))
        return vector_hex(vector_text(each, "payloadHex", third, NULL), (uint8_t *)text, VECTOR_TEXT_MAX);
    vector_text(each, "payload", text, &length);
    if (vector_has(each, "padToBytes"))
        while (length < (size_t)vector_integer(each, "padToBytes")) text[length++] = ' ';
    text[length] = '\0';
    return length;
}

static void read_valid(struct o2o_json each, const char *path)
{
    size_t length = payload_of(each, first);
    struct o2o_json object;
    vector_check(o2o_json_read_object(first, length, &object), path);
    vector_check(read_payload(vector_text(each, "schema", second, NULL), first, length) != 0, path);
}

static void read_invalid(struct o2o_json each, const char *path)
{
    size_t length = payload_of(each, first);
    struct o2o_json object;
    int taken = read_payload(vector_text(each, "schema", second, NULL), first, length);
    vector_text(each, "code", second, NULL);
    if (strcmp(second, "codec.not-json") == 0 || strcmp(second, "codec.not-utf8") == 0)
        vector_check(!o2o_json_read_object(first, length, &object), path);
    if (taken >= 0) vector_check(taken == 0, path);
}

// ------------------------------------------------------------------------------------------------------------- signing

static const char *belief_name(enum o2o_belief belief)
{
    static const char *const NAMES[] = {"", "signature.malformed", "signature.unknown-key", "signature.invalid",
                                        "signature.wrong-type"};
    return NAMES[belief];
}

static void verify_valid(struct o2o_json each, const char *path)
{
    static char jws[O2O_UP_MAX], payload[O2O_UP_MAX];
    size_t length, payload_length;
    o2o_hash hash;
    vector_text(each, "kid", first, NULL);
    vector_sign_with(vector_key(first));
    vector_text(each, "payload", second, &length);
    vector_text(each, "typ", third, NULL);
    vector_check(o2o_jws_sign(&VECTOR_PORT, first, third, second, length, jws, sizeof jws, &payload_length), path);
    vector_check(strcmp(jws, vector_text(each, "jws", first, &length)) == 0, path);
    vector_check(o2o_jws_verify(&VECTOR_PORT, first, length, third, vector_find_key, NULL, payload, sizeof payload,
                                &payload_length) == O2O_BELIEVED,
                 path);
    vector_check(strcmp(payload, second) == 0, path);
    vector_check(read_payload(vector_text(each, "schema", third, NULL), payload, payload_length) != 0, path);
    o2o_hash_text(&VECTOR_PORT, first, length, hash);
    vector_check(strcmp(hash, vector_text(each, "sha256", third, NULL)) == 0, path);
}

/** A message of a story: its signature, and what a device makes of it. */
static void read_message(struct o2o_json each, const char *path)
{
    static char payload[O2O_UP_MAX];
    size_t length, payload_length;
    enum o2o_belief belief;
    vector_text(each, "payload", first, &length);
    vector_text(each, "schema", third, NULL);
    if (!vector_has(each, "typ")) {
        vector_check(read_payload(third, first, length) != 0, path);
        return;
    }
    vector_text(each, "typ", second, NULL);
    belief = o2o_jws_verify(&VECTOR_PORT, first, length, second, vector_find_key, NULL, payload, sizeof payload, &payload_length);
    vector_check(belief == O2O_BELIEVED, path);
    vector_check(read_payload(third, payload, payload_length) != 0, path);
}

static void read_step(struct o2o_json each, const char *path)
{
    struct o2o_topic topic;
    size_t length;
    vector_text(each, "topic", second, &length);
    vector_check(o2o_topic_read(second, length, &topic) == O2O_TOPIC_READ, path);
    read_message(each, path);
}

static void read_connection(struct o2o_json each, const char *path)
{
    struct o2o_json_walk walk = o2o_json_walk(vector_member(each, "steps"));
    while (o2o_json_next(&walk)) read_message(walk.value, path);
}

static void verify_invalid(struct o2o_json each, const char *path)
{
    static char payload[O2O_DOWN_MAX];
    struct o2o_json trusted = vector_member(each, "trusted");
    size_t length, payload_length;
    enum o2o_belief belief;
    vector_text(each, "jws", first, &length);
    belief = o2o_jws_verify(&VECTOR_PORT, first, length, vector_text(each, "typ", second, NULL), find_trusted, &trusted, payload,
                            sizeof payload, &payload_length);
    vector_check(strcmp(belief_name(belief), vector_text(each, "code", third, NULL)) == 0, path);
}

static void refuse_command(struct o2o_json each, const char *path)
{
    static char payload[O2O_DOWN_MAX], address[O2O_ADDRESS_MAX + 1];
    struct o2o_json trusted = vector_member(each, "trusted");
    struct o2o_parties parties = {second, address};
    struct o2o_command command;
    size_t length;
    enum o2o_code code;
    vector_text(each, "tenant", first, NULL);
    vector_text(each, "device", third, NULL);
    snprintf(address, sizeof address, "%.48s/%.48s", first, third);
    vector_text(each, "issuer", second, NULL);
    vector_text(each, "jws", first, &length);
    code = o2o_command_read(&VECTOR_PORT, first, length, find_trusted, &trusted, &parties, payload, &command);
    vector_check(strcmp(o2o_code_name(code), vector_text(each, "code", third, NULL)) == 0, path);
}

// ----------------------------------------------------------------------------------------------------- topics and ids

static const char *leaf_name(enum o2o_leaf leaf)
{
    static const char *const NAMES[] = {"hello", "online", "journal", "state",  "telemetry", "result",
                                        "event", "system", "ack",     "config", "command"};
    return NAMES[leaf];
}

static bool has_text(struct o2o_json object, const char *name, const char *text)
{
    return vector_has(object, name) ? o2o_json_equals(vector_member(object, name), text) : text[0] == '\0';
}

static void read_topic(struct o2o_json each, const char *path)
{
    struct o2o_topic topic;
    struct o2o_json parsed = vector_member(each, "parsed");
    char written[O2O_TOPIC_MAX + 1];
    size_t length;
    vector_text(each, "topic", first, &length);
    vector_check(o2o_topic_read(first, length, &topic) == O2O_TOPIC_READ, path);
    vector_check(has_text(parsed, "tenant", topic.tenant) && has_text(parsed, "device", topic.device), path);
    vector_check(has_text(parsed, "leaf", leaf_name(topic.leaf)), path);
    vector_check(has_text(parsed, "direction", topic.leaf >= O2O_DOWN_SYSTEM ? "down" : "up"), path);
    vector_check(has_text(parsed, topic.leaf == O2O_UP_EVENT ? "type" : "gateway", topic.first), path);
    vector_check(has_text(parsed, "commandId", topic.second), path);
    vector_check(o2o_topic_write(&topic, written) && strcmp(written, first) == 0, path);
}

static void refuse_topic(struct o2o_json each, const char *path)
{
    struct o2o_topic topic;
    size_t length;
    enum o2o_topic_refusal refusal;
    vector_text(each, "topic", first, &length);
    refusal = o2o_topic_read(first, length, &topic);
    vector_check(refusal ==
                     (o2o_json_equals(vector_member(each, "code"), "topic.foreign") ? O2O_TOPIC_FOREIGN : O2O_TOPIC_MALFORMED),
                 path);
}

static void refuse_id(struct o2o_json each, const char *path)
{
    long length = o2o_json_string(vector_member(each, "text"), first, sizeof first);
    vector_check(length < 0 || !o2o_is_id(first), path);
}

// ---------------------------------------------------------------------------------- admission, controls, evidence

static void admit(struct o2o_json each, const char *path)
{
    static const char *const VERDICTS[] = {"act", "answer", "reject"};
    struct o2o_json command_json = vector_member(each, "command"), memory_json = vector_member(each, "memory");
    struct o2o_json_walk answered = o2o_json_walk(vector_member(memory_json, "answered"));
    static const struct o2o_parties PARTIES = {"unlatch", "pvg/pod-a1"};
    struct o2o_command_memory memory;
    struct o2o_command command;
    struct o2o_json_walk end = o2o_json_walk(command_json);
    enum o2o_admission admission;
    enum o2o_code code = O2O_CODE_OK;
    vector_check(
        o2o_command_read_payload(command_json.at, (size_t)(end.end - command_json.at), &PARTIES, &command) == O2O_CODE_OK, path);
    memory.boot = vector_text(memory_json, "boot", first, NULL);
    memory.last_ctr = (uint64_t)vector_integer(memory_json, "lastCtr");
    memory.has_amnesia = vector_bool(memory_json, "amnesia");
    memory.is_answered = false;
    while (o2o_json_next(&answered)) memory.is_answered |= o2o_json_equals(answered.value, command.cid);
    admission = o2o_command_admit(&command, &memory, (uint64_t)vector_integer(each, "upMs"), &code);
    vector_check(o2o_json_equals(vector_member(each, "verdict"), VERDICTS[admission]), path);
    if (admission == O2O_REFUSE) vector_check(o2o_json_equals(vector_member(each, "code"), o2o_code_name(code)), path);
    if (admission == O2O_MAY_ACT) vector_check(vector_integer(each, "persistCtr") == (int64_t)command.ctr, path);
}

static bool control_takes(struct o2o_json each)
{
    static char choices_text[4][64];
    const char *choices[5] = {NULL, NULL, NULL, NULL, NULL};
    struct o2o_json spec = vector_member(each, "spec");
    struct o2o_control control = {"", O2O_SWITCH, 0, 0, 1, choices};
    struct o2o_value value;
    if (o2o_is_word(spec, "type", "range")) {
        control.type = O2O_RANGE;
        control.min = vector_integer(spec, "min");
        control.max = vector_integer(spec, "max");
        control.step = vector_integer(spec, "step");
    } else if (o2o_is_word(spec, "type", "choice")) {
        struct o2o_json_walk walk = o2o_json_walk(vector_member(spec, "values"));
        control.type = O2O_CHOICE;
        for (size_t i = 0; i < 4 && o2o_json_next(&walk); i++) {
            o2o_json_string(walk.value, choices_text[i], sizeof choices_text[i]);
            choices[i] = choices_text[i];
        }
    }
    return o2o_read_value(vector_member(each, "value"), &value) && o2o_control_takes(&control, &value);
}

static void take_control(struct o2o_json each, const char *path) { vector_check(control_takes(each), path); }
static void refuse_control(struct o2o_json each, const char *path) { vector_check(!control_takes(each), path); }

/** One bit for each name of `names`, given to those that `list` has. */
static uint32_t bits_of(struct o2o_json names, struct o2o_json list, unsigned shift)
{
    struct o2o_json_walk name = o2o_json_walk(names);
    uint32_t bits = 0;
    for (unsigned bit = shift; o2o_json_next(&name); bit++) {
        struct o2o_json_walk each = o2o_json_walk(list);
        o2o_json_string(name.value, first, sizeof first);
        while (o2o_json_next(&each))
            if (o2o_json_equals(each.value, first)) bits |= UINT32_C(1) << bit;
    }
    return bits;
}

static bool evidence_holds(struct o2o_json each)
{
    struct o2o_json all = vector_member(each, "all"), any = vector_member(each, "anyOf"),
                    evidence = vector_member(each, "evidence");
    struct o2o_evidence_rule rule = {bits_of(all, all, 0), bits_of(any, any, 16)};
    return o2o_evidence_holds(rule, bits_of(all, evidence, 0) | bits_of(any, evidence, 16));
}

static void enough_evidence(struct o2o_json each, const char *path) { vector_check(evidence_holds(each), path); }
static void little_evidence(struct o2o_json each, const char *path) { vector_check(!evidence_holds(each), path); }

int main(int count, char **words)
{
    if (count != 2 || !host_crypto_begin()) return 2;
    vector_begin(words[1]);
    vector_each("valid/signed.json", "cases", verify_valid);
    vector_each("valid/pod-story.json", "steps", read_step);
    vector_each("valid/enrolment-story.json", "connections", read_connection);
    vector_each("invalid/signed.json", "cases", verify_invalid);
    vector_each("invalid/commands.json", "cases", refuse_command);
    vector_each("valid/messages.json", "cases", read_valid);
    vector_each("invalid/messages.json", "cases", read_invalid);
    vector_each("valid/topics.json", "cases", read_topic);
    vector_each("invalid/topics.json", "cases", refuse_topic);
    vector_each("invalid/ids.json", "cases", refuse_id);
    vector_each("valid/admission.json", "cases", admit);
    vector_each("invalid/admission.json", "cases", admit);
    vector_each("valid/controls.json", "cases", take_control);
    vector_each("invalid/controls.json", "cases", refuse_control);
    vector_each("valid/evidence.json", "cases", enough_evidence);
    vector_each("invalid/evidence.json", "cases", little_evidence);
    vector_run_device();
    vector_run_story();
    vector_leave_out("valid/ids.json", "how a gateway makes ids");
    vector_leave_out("valid/canonical-json.json", "how a gateway hashes documents");
    vector_leave_out("invalid/canonical-json.json", "how a gateway hashes documents");
    vector_leave_out("valid/unsigned.json", "a device that has a key never takes the unsigned form (FP-32)");
    vector_leave_out("invalid/unsigned.json", "a device that has a key never takes the unsigned form (FP-32)");
    vector_leave_out("invalid/connections.json", "passwords that a gateway refuses (FP-29)");
    return vector_end();
}
