// Stage for tests: deterministic chance, flash in memory that can fail or lose power at any write.
#include "stage.h"

#include <stdlib.h>
#include <string.h>

#include "o2o-base64url.h"

struct stage stage;
unsigned stage_checks, stage_failures;
static char command_topic[O2O_TOPIC_MAX + 1], command_payload[STAGE_PAYLOAD];
static char last_topic[O2O_TOPIC_MAX + 1], last_payload[STAGE_PAYLOAD];

void stage_check(bool holds, const char *what, const char *file, int line)
{
    stage_checks++;
    if (holds) return;
    stage_failures++;
    printf("%s:%d: not so: %s\n", file, line, what);
}

// ---------------------------------------------------------------------------------------------------------------- port

static bool sign(void *context, const uint8_t *message, size_t length, uint8_t signature[64])
{
    (void)context;
    stage.work.signs++;
    return host_sign(&stage.device_key, message, length, signature);
}

static bool verify(void *context, const uint8_t public_key[32], const uint8_t *message, size_t length,
                   const uint8_t signature[64])
{
    stage.work.verifies++;
    return host_verify(context, public_key, message, length, signature);
}

static bool chance(void *context, uint8_t *bytes, size_t count)
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        stage.chance = stage.chance * 1664525u + 1013904223u;
        bytes[i] = (uint8_t)(stage.chance >> 24);
    }
    return true;
}

static size_t find(uint16_t record)
{
    size_t unused = STAGE_RECORDS;
    for (size_t i = 0; i < STAGE_RECORDS; i++) {
        if (!stage.records[i].is_used)
            unused = i;
        else if (stage.records[i].record == record)
            return i;
    }
    return unused;
}

/** True when the write is to happen; does not return when the power goes before it. */
static bool write_begins(void)
{
    if (stage.is_flash_dead) return false;
    stage.writes++;
    if (stage.is_armed && stage.writes == stage.cut_at && !stage.cut_after) longjmp(stage.power_cut, 1);
    return true;
}

static void write_ended(void)
{
    if (stage.is_armed && stage.writes == stage.cut_at && stage.cut_after) longjmp(stage.power_cut, 1);
}

static bool store(void *context, uint16_t record, const void *bytes, size_t count)
{
    size_t at = find(record);
    (void)context;
    if (at == STAGE_RECORDS || count > O2O_RECORD_MAX || !write_begins()) return false;
    stage.work.stores++;
    stage.work.stored_bytes += count;
    stage.records[at].is_used = true;
    stage.records[at].record = record;
    stage.records[at].length = count;
    memcpy(stage.records[at].bytes, bytes, count);
    write_ended();
    return true;
}

static long load(void *context, uint16_t record, void *bytes, size_t capacity)
{
    size_t at = find(record);
    (void)context;
    stage.work.loads++;
    if (at == STAGE_RECORDS || !stage.records[at].is_used) return O2O_NO_RECORD;
    if (stage.records[at].length > capacity) return O2O_BROKEN_RECORD;
    memcpy(bytes, stage.records[at].bytes, stage.records[at].length);
    return (long)stage.records[at].length;
}

static bool erase(void *context, uint16_t record)
{
    size_t at = find(record);
    (void)context;
    if (at == STAGE_RECORDS || !stage.records[at].is_used) return true;
    if (!write_begins()) return false;
    stage.work.erases++;
    stage.records[at].is_used = false;
    write_ended();
    return true;
}

static bool send(void *context, const char *topic, const char *payload, size_t length, bool retain)
{
    struct stage_sent *sent = &stage.sent[stage.sent_count];
    const char *dot = memchr(payload, '.', length);
    size_t count = 0;
    (void)context;
    if (stage.is_send_full) return false;
    if (stage.sent_count == STAGE_SENT || length >= STAGE_PAYLOAD) abort();
    strcpy(sent->topic, topic);
    memcpy(sent->payload, payload, length);
    sent->payload[length] = '\0';
    sent->is_retained = retain;
    sent->is_signed = payload[0] != '{';
    strcpy(sent->body, sent->payload);
    if (sent->is_signed && dot) {
        const char *end = memchr(dot + 1, '.', length - (size_t)(dot + 1 - payload));
        o2o_base64url_decode(dot + 1, (size_t)(end - dot - 1), (uint8_t *)sent->body, STAGE_PAYLOAD - 1, &count);
        sent->body[count] = '\0';
    }
    stage.sent_count++;
    return true;
}

static const struct o2o_port PORT = {NULL, sign,  verify, host_sha256, host_hmac_sha256, chance, store,
                                     load, erase, send,   NULL};

void stage_break_record(uint16_t record)
{
    size_t at = find(record);
    CHECK(at < STAGE_RECORDS && stage.records[at].is_used);
    if (at < STAGE_RECORDS) memset(stage.records[at].bytes, 0xff, stage.records[at].length);
}

// --------------------------------------------------------------------------------------------------------------- steps

static void key_from(struct host_key *key, uint8_t byte)
{
    uint8_t seed[32];
    memset(seed, byte, sizeof seed);
    host_key_from_seed(key, seed);
}

static void trust(struct o2o_key *key, const char *kid, const struct host_key *of, uint8_t uses)
{
    o2o_copy(key->kid, sizeof key->kid, kid);
    memcpy(key->public_key, of->public_key, 32);
    key->uses = uses;
}

void stage_begin(void)
{
    memset(&stage, 0, sizeof stage);
    stage.chance = 1;
    stage.kind = STAGE_KIND;
    stage.object.is_held = true;
    key_from(&stage.device_key, 1);
    key_from(&stage.gateway_key, 2);
    key_from(&stage.other_key, 3);
    key_from(&stage.root_key, 4);
    o2o_copy(stage.identity.tenant, sizeof stage.identity.tenant, "pvg");
    o2o_copy(stage.identity.device, sizeof stage.identity.device, "dev-1");
    o2o_copy(stage.identity.kid, sizeof stage.identity.kid, "dev-1");
    o2o_copy(stage.identity.issuer, sizeof stage.identity.issuer, "unlatch");
    trust(&stage.trust.keys[0], "c1", &stage.gateway_key, O2O_USE_CMD | O2O_USE_SYS);
    stage.trust.key_count = 1;
    trust(&stage.trust.root, "root-1", &stage.root_key, 0);
    stage.setup.port = &PORT;
    stage.setup.kind = &stage.kind;
    stage.setup.object = &stage.object;
    stage.setup.identity = &stage.identity;
    stage.setup.trust = &stage.trust;
}

bool stage_boot(void)
{
    stage.up_ms = 0;
    return o2o_boot(&stage.device, &stage.setup);
}

void stage_connect(void)
{
    static struct o2o_plan plan;
    CHECK(o2o_plan_connection(&stage.device, stage.up_ms, &plan));
    o2o_connected(&stage.device, stage.up_ms);
}

/** What is due at once, as a loop would see it. */
static void catch_up(void)
{
    for (unsigned i = 0; i < O2O_JOURNAL_ENTRIES && o2o_next_wake(&stage.device, stage.up_ms) <= stage.up_ms; i++)
        o2o_tick(&stage.device, stage.up_ms);
}

void stage_greet(uint64_t floor, const char *verdicts)
{
    char payload[1024];
    stage_connect();
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"rehello\",\"nonce\":\"n-0123456789abcdef\"}");
    snprintf(
        payload, sizeof payload,
        "{\"v\":1,\"t\":\"welcome\",\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"boot\":\"%s\",\"nonce\":\"n-0123456789abcdef\","
        "\"now\":1795248005400,\"cfgVer\":0,\"floor\":%llu,\"verdicts\":[%s]}",
        stage.device.boot, (unsigned long long)floor, verdicts);
    stage_deliver("dn/sys", "o2o-sys+jwt", "c1", &stage.gateway_key, payload);
    catch_up();
}

void stage_pass(uint64_t ms)
{
    for (uint64_t end = stage.up_ms + ms; stage.up_ms < end;) {
        stage.up_ms = stage.up_ms + 1000 < end ? stage.up_ms + 1000 : end;
        o2o_tick(&stage.device, stage.up_ms);
        catch_up();
    }
}

static void deliver(const char *leaf, const char *text, size_t length)
{
    snprintf(last_topic, sizeof last_topic, "o2o/1/pvg/dev-1/%s", leaf);
    if (text != last_payload) snprintf(last_payload, sizeof last_payload, "%s", text);
    if (strncmp(leaf, "dn/cmd/", 7) == 0) {
        strcpy(command_topic, last_topic);
        strcpy(command_payload, last_payload);
    }
    o2o_received(&stage.device, last_topic, last_payload, length, stage.up_ms);
}

void stage_deliver_text(const char *leaf, const char *text) { deliver(leaf, text, strlen(text)); }

static const struct host_key *signing;

static bool sign_as(void *context, const uint8_t *message, size_t length, uint8_t signature[64])
{
    (void)context;
    return host_sign(signing, message, length, signature);
}

void stage_deliver(const char *leaf, const char *typ, const char *kid, const struct host_key *key, const char *payload)
{
    static char jws[STAGE_PAYLOAD];
    struct o2o_port port = PORT;
    size_t length;
    port.sign = sign_as;
    signing = key;
    if (!o2o_jws_sign(&port, kid, typ, payload, strlen(payload), jws, sizeof jws, &length)) abort();
    deliver(leaf, jws, length);
}

void stage_ack(const char *ses, long up_to, const char *missing)
{
    char payload[512];
    snprintf(payload, sizeof payload,
             "{\"v\":1,\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"boot\":\"%s\",\"ses\":\"%s\",\"upTo\":%ld,\"missing\":[%s],"
             "\"verdict\":\"stored\"}",
             stage.device.boot, ses, up_to, missing);
    stage_deliver("dn/ack", "o2o-ack+jwt", "c1", &stage.gateway_key, payload);
}

void stage_command_worded(const struct stage_wording *wording, const char *act, const char *ses, const char *arg)
{
    char payload[2048], leaf[128];
    snprintf(
        payload, sizeof payload,
        "{\"v\":1,\"iss\":\"%s\",\"aud\":\"%s\",\"cid\":\"%s\",\"ctr\":%llu,\"boot\":\"%s\",\"expUp\":%llu,\"iat\":1795248003,"
        "\"act\":\"%s\",\"ses\":\"%s\",\"arg\":%s}",
        wording->issuer, wording->address, wording->cid, (unsigned long long)wording->ctr, wording->boot,
        (unsigned long long)wording->exp_up_ms, act, ses, arg);
    snprintf(leaf, sizeof leaf, "dn/cmd/gw1/%s", wording->cid);
    stage_deliver(leaf, "o2o-cmd+jwt", "c1", &stage.gateway_key, payload);
}

const char *stage_command(const char *act, const char *ses, const char *arg)
{
    static char cid[O2O_ID_MAX + 1];
    struct stage_wording wording = {cid, stage.device.boot, "unlatch", "pvg/dev-1", ++stage.ctr, stage.up_ms + 10000};
    snprintf(cid, sizeof cid, "cmd_%u", ++stage.cids);
    stage_command_worded(&wording, act, ses, arg);
    return cid;
}

const char *stage_start(const char *ses, uint64_t lease_ms, unsigned max_s)
{
    char arg[128];
    snprintf(arg, sizeof arg, "{\"limits\":{\"leaseUp\":%llu,\"maxS\":%u}}", (unsigned long long)(stage.up_ms + lease_ms), max_s);
    return stage_command("start", ses, arg);
}

void stage_repeat(void) { o2o_received(&stage.device, last_topic, last_payload, strlen(last_payload), stage.up_ms); }

void stage_repeat_command(void)
{
    o2o_received(&stage.device, command_topic, command_payload, strlen(command_payload), stage.up_ms);
}

void stage_repeat_command_under(const char *cid)
{
    char topic[O2O_TOPIC_MAX + 1];
    snprintf(topic, sizeof topic, "o2o/1/pvg/dev-1/dn/cmd/gw1/%s", cid);
    o2o_received(&stage.device, topic, command_payload, strlen(command_payload), stage.up_ms);
}

static bool is_on(const struct stage_sent *sent, const char *leaf)
{
    static const char ROOT[] = "o2o/1/pvg/dev-1/";
    return strncmp(sent->topic, ROOT, sizeof ROOT - 1) == 0 && strncmp(sent->topic + sizeof ROOT - 1, leaf, strlen(leaf)) == 0;
}

const struct stage_sent *stage_last(const char *leaf, size_t after)
{
    for (size_t i = stage.sent_count; i > after; i--)
        if (is_on(&stage.sent[i - 1], leaf)) return &stage.sent[i - 1];
    return NULL;
}

size_t stage_count(const char *leaf, size_t after)
{
    size_t count = 0;
    for (size_t i = after; i < stage.sent_count; i++) count += is_on(&stage.sent[i], leaf);
    return count;
}

bool stage_has(const struct stage_sent *sent, const char *piece) { return sent && strstr(sent->body, piece) != NULL; }

bool stage_answered(const char *status, const char *code)
{
    const struct stage_sent *sent = stage_last("up/res/", 0);
    char words[128];
    snprintf(words, sizeof words, "\"status\":\"%s\"", status);
    if (!stage_has(sent, words)) return false;
    snprintf(words, sizeof words, "\"code\":\"%s\"", code);
    return stage_has(sent, words);
}
