// Fuzz: feeds the core messages that were right once and were then changed; `fuzz <messages> [seed]`.
#include <stdlib.h>
#include <string.h>

#include "fuzz-claim.h"
#include "o2o-base64url.h"
#include "stage.h"

static uint64_t state;

/** xorshift64*: the same seed plays the same messages. */
static uint32_t draw(uint32_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static const char *const ACTS[] = {"start", "stop", "renew", "pause", "resume", "set", "order", "call", "beep", "unlatch"};
static const char *const ARGS[] = {"{\"limits\":{\"leaseUp\":90000,\"maxS\":600}}",
                                   "{\"reason\":\"person\"}",
                                   "{\"leaseUp\":95000}",
                                   "{\"maxS\":10}",
                                   "{}",
                                   "{\"control\":\"level\",\"value\":40,\"seen\":99}",
                                   "{\"order\":\"ord_1\",\"lines\":[{\"item\":\"tea\",\"name\":\"T\",\"qty\":1}]}",
                                   "{\"call\":\"cal_1\"}",
                                   "{\"a\":[[[[{}]]]],\"b\":\"\\ud83d\\ude00\\u0000\"}"};
enum { AN_ACK, A_CONFIG, A_WELCOME, A_COMMAND, ANOTHER_COMMAND, A_MANIFEST, MESSAGES };
static const char *const LEAVES[] = {"dn/ack", "dn/cfg", "dn/sys", "dn/cmd/gw1/c1", "dn/cmd/gw1/cmd_1", "dn/sys"};
static const char *const TYPES[] = {"o2o-ack+jwt", "o2o-cfg+jwt", "o2o-sys+jwt", "o2o-cmd+jwt", "o2o-cmd+jwt", "o2o-keys+jwt"};
static const unsigned ARG_OF[] = {0, 1, 2, 3, 4, 5, 6, 7, 4, 8};
static const char *const PIECES[] = {"{",
                                     "}",
                                     "[",
                                     "]",
                                     "\"",
                                     "\\",
                                     "\\u",
                                     "\\ud800",
                                     ",",
                                     ":",
                                     "null",
                                     "true",
                                     "1e9",
                                     "-1",
                                     "281474976710656",
                                     "9223372036854775808",
                                     "0.5",
                                     "\xff",
                                     "\xc0\xaf",
                                     "\xed\xa0\x80",
                                     ".",
                                     "..",
                                     "=",
                                     "eyJ",
                                     "\n",
                                     "AAAA"};

/** Bytes exchanged, cut out, doubled, or replaced by what readers stumble over. */
static size_t change(char *text, size_t length, size_t capacity)
{
    for (uint32_t times = 1 + draw(4); times > 0; times--) {
        size_t at = length > 0 ? draw((uint32_t)length) : 0;
        size_t size = length > 0 ? draw((uint32_t)(length - at < 64 ? length - at : 64)) : 0;
        const char *piece = PIECES[draw(sizeof PIECES / sizeof PIECES[0])];
        switch (draw(5)) {
        case 0:
            if (length > 0) text[at] = (char)draw(256);
            break;
        case 1:
            memmove(text + at, text + at + size, length - at - size);
            length -= size;
            break;
        case 2:
            if (length + size > capacity) break;
            memmove(text + at + size, text + at, length - at);
            length += size;
            break;
        case 3:
            if (length + strlen(piece) > capacity) break;
            memmove(text + at + strlen(piece), text + at, length - at);
            memcpy(text + at, piece, strlen(piece));
            length += strlen(piece);
            break;
        default: length = draw((uint32_t)length + 1); break;
        }
    }
    return length;
}

/** Mostly one that leaves the gateway its key: without it no other message would be believed. */
static int word_manifest(char *text, size_t capacity)
{
    static const char *const USES[] = {"\"cmd\",\"sys\"", "\"sys\",\"cmd\"", "\"cmd\"", "\"sys\"", ""};
    const struct host_key *key = draw(16) ? &stage.gateway_key : &stage.other_key;
    char x[O2O_HASH_LENGTH + 1];
    o2o_base64url_encode(key->public_key, sizeof key->public_key, x, sizeof x, NULL);
    return snprintf(text, capacity,
                    "{\"v\":1,\"iss\":\"unlatch\",\"tenant\":\"%s\",\"ver\":%llu,\"keys\":[{\"kid\":\"c1\",\"x\":\"%s\",\"use\":[%s]},"
                    "{\"kid\":\"c%u\",\"x\":\"%s\",\"use\":[%s]}]}",
                    draw(8) ? "pvg" : "pvh", (unsigned long long)stage.device.trust.ver + draw(3), x,
                    USES[draw(8) ? draw(2) : draw(5)], 1 + draw(8), x, USES[draw(5)]);
}

/** Number `which` of LEAVES and TYPES says what it is. */
static size_t word_payload(char *text, size_t capacity, uint32_t which)
{
    const char *boot = stage.device.boot;
    uint32_t act = draw(10);
    int length;
    switch (which) {
    case AN_ACK:
        length = snprintf(
            text, capacity,
            "{\"v\":1,\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"boot\":\"%s\",\"ses\":\"ses_%u\",\"upTo\":%d,\"missing\":[%u],\"verdict\":\"stored\"}",
            boot, draw(3), (int)draw(4) - 1, draw(3));
        break;
    case A_CONFIG:
        length = snprintf(
            text, capacity,
            "{\"v\":1,\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"ver\":%u,\"set\":{\"leftAfterS\":%u,\"label\":\"x\",\"k%u\":true}}",
            1 + draw(1000), draw(900), draw(9));
        break;
    case A_MANIFEST: length = word_manifest(text, capacity); break;
    case A_WELCOME:
        length = snprintf(
            text, capacity,
            "{\"v\":1,\"t\":\"welcome\",\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"boot\":\"%s\",\"nonce\":\"n-0123456789abcdef\",\"now\":1,\"cfgVer\":0,\"floor\":%u,\"verdicts\":[{\"ses\":\"ses_%u\",\"verdict\":\"%s\"}]}",
            boot, draw(4), draw(3), draw(2) ? "end" : "stored");
        break;
    default:
        length = snprintf(
            text, capacity,
            "{\"v\":1,\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"cid\":\"%s\",\"ctr\":%llu,\"boot\":\"%s\",\"expUp\":%llu,\"iat\":1,\"act\":\"%s\",\"ses\":\"ses_%u\",\"arg\":%s}",
            which == A_COMMAND ? "c1" : "cmd_1", (unsigned long long)(stage.device.last_ctr + draw(3)), boot,
            (unsigned long long)(stage.up_ms + draw(3000)), ACTS[act], draw(3), ARGS[draw(4) ? ARG_OF[act] : draw(9)]);
        break;
    }
    return (size_t)length;
}

/** Changed before it is signed, after, or not at all: each reader behind a good signature is met too. */
static void send_one(void)
{
    static char text[4096];
    uint32_t which = draw(MESSAGES), how = draw(4);
    size_t length = word_payload(text, 2048, which);
    uint32_t leaf = draw(8) ? which : draw(5), typ = draw(8) ? which : draw(6);
    bool is_of_root = draw(8) ? which == A_MANIFEST : which != A_MANIFEST;
    const struct host_key *key = is_of_root ? &stage.root_key : &stage.gateway_key;
    if (how == 0) length = change(text, length, sizeof text - 1);
    text[length] = '\0';
    if (draw(4) == 0) {
        uint32_t act = draw(10);
        char ses[O2O_ID_MAX + 1];
        // Mostly the one that runs; otherwise one that no stop has fenced.
        if (draw(4) == 0 || !o2o_copy(ses, sizeof ses, stage.device.session.ses) || !ses[0])
            snprintf(ses, sizeof ses, "ses_%u", draw(1000000));
        stage.ctr = stage.device.last_ctr;
        stage_command(ACTS[act], ses, ARGS[ARG_OF[act]]);
    } else if (draw(6) == 0) {
        char topic[O2O_TOPIC_MAX * 2] = "o2o/1/pvg/dev-1/dn/cmd/gw1/c1";
        size_t size = how == 1 ? change(topic, strlen(topic), sizeof topic - 1) : strlen(topic);
        topic[size] = '\0';
        o2o_received(&stage.device, topic, text, length, stage.up_ms);
    } else if (strlen(text) < 2900) {
        stage_deliver(LEAVES[leaf], TYPES[typ], is_of_root == (draw(8) > 0) ? "root-1" : "c1", key, text);
        if (how == 1) {
            length = change(text, length, sizeof text - 1);
            text[length] = '\0';
            stage_deliver_text(LEAVES[draw(5)], text);
        }
    }
}

/** Power away and back, on flash that may have lost a record. */
static bool boot_again(bool with_loss)
{
    size_t at = draw(STAGE_RECORDS);
    stage.is_flash_dead = stage.is_send_full = false;
    if (with_loss && stage.records[at].is_used) stage_break_record(stage.records[at].record);
    return stage_boot();
}

/** What happens to any object, whatever it is told. */
static bool befall(void)
{
    switch (draw(8)) {
    case 0: stage.object.is_held = !stage.object.is_held; break;
    case 1:
        stage.object.is_left = !stage.object.is_left;
        stage.object.left_up_ms = stage.up_ms;
        break;
    case 2:
        o2o_disconnected(&stage.device, stage.up_ms);
        o2o_reconnect_delay(&stage.device);
        break;
    case 3: stage_greet(draw(3), ""); break;
    case 4: stage.is_send_full = draw(2); break;
    case 5: stage.is_flash_dead = draw(4) == 0; break;
    case 6: o2o_farewell(&stage.device); break;
    default:
        if (draw(8)) break;
        if (!boot_again(draw(2))) return false;
        stage_greet(0, "");
    }
    return true;
}

int main(int count, char **words)
{
    unsigned long messages = count > 1 ? strtoul(words[1], NULL, 10) : 100000;
    unsigned long seed = count > 2 ? strtoul(words[2], NULL, 10) : 1;
    unsigned long boots = 0, greetings = 0, starts = 0, manifests = 0, enrolments = 0;
    if (!host_crypto_begin()) return 2;
    state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (unsigned long sent = 0; sent < messages; sent++) {
        if (sent % 512 == 0) {
            if (sent % 4096 == 0) stage_begin();
            if (!boot_again(false)) return 1;
            stage_greet(0, "");
            boots++;
        }
        stage.sent_count = 0; // what it says is not kept
        starts += stage.object.starts;
        stage.object.starts = 0;
        greetings += stage.device.is_greeted;
        manifests += stage.device.trust.ver > 0;
        if (draw(64) == 0)
            enrolments += fuzz_claim(draw, change);
        else
            send_one();
        if (draw(8) == 0) stage_pass(draw(20000));
        if (draw(40) == 0 && !befall()) return 1;
        if (stage.device.last_ctr > O2O_COUNT_MAX || stage.device.next_seq > UINT32_MAX / 2) return 1;
    }
    printf("fuzz: %lu messages, seed %lu, %lu boots, %lu heard while greeted, %lu under a manifest, %lu enrolments, %lu starts\n",
           messages, seed, boots, greetings, manifests, enrolments, starts);
    return stage_failures == 0 ? 0 : 1;
}
