// The rules of the acts beside start and stop, of configuration, keys and bad input.
#include <string.h>

#include "o2o-base64url.h"
#include "stage.h"

static void begin(void)
{
    stage_begin();
    CHECK(stage_boot());
    stage_greet(0, "");
}

static void fp_14_first_safe_moment(void)
{
    begin();
    stage.kind.off_at_lease_end = false;
    stage.object.is_unsafe = true;
    stage_start("ses_1", 60000, 600);
    stage_pass(75000);
    CHECK(stage.object.is_on);
    stage.object.is_unsafe = false;
    stage.object.safe_since_up_ms = 75000;
    stage_pass(1000);
    CHECK(!stage.object.is_on && stage_has(stage_last("up/ses", 0), "\"trigger\":\"lease_lapsed\",\"endUpMs\":75000"));
}

static void ack_as(const char *issuer, const char *address, const char *boot, const char *typ)
{
    char payload[512];
    snprintf(payload, sizeof payload,
             "{\"v\":1,\"iss\":\"%s\",\"aud\":\"%s\",\"boot\":\"%s\",\"ses\":\"ses_1\",\"upTo\":9,\"missing\":[],\"verdict\":\"quarantined\"}",
             issuer, address, boot);
    stage_deliver("dn/ack", typ, "c1", &stage.gateway_key, payload);
}

static bool keeps_entry(void)
{
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"rehello\",\"nonce\":\"n-0123456789abcdef\"}");
    return stage_has(stage_last("up/hello", 0), "\"journal\":1");
}

static void fp_16_acks(void)
{
    begin();
    stage_start("ses_1", 60000, 600);
    ack_as("another", "pvg/dev-1", stage.device.boot, "o2o-ack+jwt");
    CHECK(keeps_entry());
    ack_as("unlatch", "pvg/dev-2", stage.device.boot, "o2o-ack+jwt");
    CHECK(keeps_entry());
    ack_as("unlatch", "pvg/dev-1", "1-0000000000000000", "o2o-ack+jwt");
    CHECK(keeps_entry());
    ack_as("unlatch", "pvg/dev-1", stage.device.boot, "o2o-cfg+jwt");
    CHECK(keeps_entry());
    ack_as("unlatch", "pvg/dev-1", stage.device.boot, "o2o-ack+jwt");
    CHECK(!keeps_entry()); // quarantined is kept by the gateway all the same
}

static void fp_07_topic_and_command(void)
{
    begin();
    stage_command("beep", "ses_1", "{}");
    stage_repeat_command_under("cmd_other");
    CHECK(stage_answered("rejected", "BAD_PARAM") && stage_has(stage_last("up/res/gw1/cmd_other", 0), "\"cid\":\"cmd_other\""));
    CHECK(stage.object.beeps == 1);
}

static void fp_20_order(void)
{
    uint64_t expected = 0;
    begin();
    stage_start("ses_1", 60000, 600);
    stage_command("set", "ses_1", "{\"control\":\"level\",\"value\":50,\"seen\":9}");
    stage_pass(1000);
    for (size_t i = 0; i < stage.sent_count; i++) {
        struct o2o_json body;
        uint64_t seq;
        if (strstr(stage.sent[i].topic, "/up/online")) continue;
        CHECK(o2o_json_read_object(stage.sent[i].body, strlen(stage.sent[i].body), &body));
        CHECK(o2o_get_count(body, "seq", 0, UINT32_MAX, &seq));
        // Results are said while an entry waits: each number is used once, none is left out.
        CHECK(seq < stage.device.next_seq);
        expected++;
    }
    CHECK(expected == stage.device.next_seq);
}

static void fp_22_controls(void)
{
    uint64_t seen;
    char arg[128];
    begin();
    stage_command("set", "ses_1", "{\"control\":\"level\",\"value\":50,\"seen\":9}");
    CHECK(stage_answered("rejected", "BAD_STATE"));
    stage_start("ses_1", 600000, 600);
    stage_command("set", "ses_1", "{\"control\":\"level\",\"value\":50,\"seen\":9}");
    CHECK(stage_answered("succeeded", "OK") && stage.object.level == 50);
    CHECK(stage_has(stage_last("up/state", 0), "\"level\":50"));
    stage_command("set", "ses_1", "{\"control\":\"level\",\"value\":55,\"seen\":9}");
    CHECK(stage_answered("rejected", "BAD_PARAM") && stage.object.level == 50);
    stage_command("set", "ses_1", "{\"control\":\"other\",\"value\":50,\"seen\":9}");
    CHECK(stage_answered("rejected", "UNSUPPORTED") && stage_has(stage_last("up/res/", 0), "\"detail\":\"other\""));
    seen = stage.device.state_ver;
    stage.object.level = 70;
    o2o_hand_changed(&stage.device, "level", stage.up_ms);
    for (int i = 0; i < 2; i++) {
        snprintf(arg, sizeof arg, "{\"control\":\"level\",\"value\":20,\"seen\":%llu}", (unsigned long long)seen);
        stage_command("set", "ses_1", arg);
        CHECK(stage_answered("rejected", "LOCAL_OVERRIDE") && stage.object.level == 70);
        CHECK(stage_boot()); // it remembers over a power cut
        stage_greet(0, "");
        CHECK(stage.device.state_ver > seen + 1);
    }
    snprintf(arg, sizeof arg, "{\"control\":\"level\",\"value\":20,\"seen\":%llu}", (unsigned long long)stage.device.state_ver);
    stage_command("set", "ses_1", arg);
    CHECK(stage_answered("succeeded", "OK") && stage.object.level == 20);
}

static void configure(unsigned ver, const char *set)
{
    char payload[512];
    snprintf(payload, sizeof payload, "{\"v\":1,\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"ver\":%u,\"set\":%s}", ver, set);
    stage_deliver("dn/cfg", "o2o-cfg+jwt", "c1", &stage.gateway_key, payload);
}

static void fp_23_configuration(void)
{
    begin();
    configure(4, "{\"leftAfterS\":30,\"label\":\"too long a label\",\"speed\":3}");
    CHECK(stage.object.left_after_ms == 30000);
    CHECK(stage_has(stage_last("up/state", 0),
                    "\"cfgVer\":4,\"cfg\":{\"leftAfterS\":\"accepted\",\"label\":\"rejected\",\"speed\":\"unknown\"}"));
    configure(4, "{\"leftAfterS\":60}");
    configure(3, "{\"leftAfterS\":60}");
    CHECK(stage.object.left_after_ms == 30000);
    stage.object.left_after_ms = 0;
    CHECK(stage_boot());
    CHECK(stage.object.left_after_ms == 30000 && stage.device.cfg_ver == 4);
    stage_greet(0, "");
    CHECK(stage_has(stage_last("up/hello", 0), "\"cfgVer\":4") && stage_has(stage_last("up/state", 0), "\"label\":\"rejected\""));
    configure(5, "{}");
    CHECK(stage.object.left_after_ms == 30000 && stage_has(stage_last("up/state", 0), "\"cfgVer\":5,\"cfg\":{}"));
}

static void fp_24_orders(void)
{
    static const char ARG[] =
        "{\"order\":\"ord_1\",\"lines\":[{\"item\":\"noodles\",\"name\":\"\\u725b\\u8089 \\\"n\\\"\",\"qty\":2}]}";
    begin();
    stage_command("order", "ses_1", ARG);
    CHECK(stage_answered("rejected", "BAD_STATE") && stage.object.prints == 0);
    stage_start("ses_1", 60000, 600);
    stage_command("order", "ses_1", ARG);
    CHECK(stage_answered("succeeded", "OK") && stage.object.prints == 1);
    CHECK(stage_has(stage_last("up/ses", 0),
                    "\"trigger\":\"ticket_printed\",\"ticket\":{\"order\":\"ord_1\",\"lines\":[{\"item\":\"noodles\","
                    "\"name\":\"\xe7\x89\x9b\xe8\x82\x89 \\\"n\\\"\",\"qty\":2}]}"));
    stage_command("order", "ses_1", ARG);
    CHECK(stage_answered("succeeded", "ALREADY") && stage.object.prints == 1);
    CHECK(stage_boot());
    stage_greet(0, "");
    stage_command("order", "ses_1", ARG);
    CHECK(stage_answered("succeeded", "ALREADY") && stage.object.prints == 1);
    stage_command("call", "ses_1", "{\"call\":\"cal_1\"}");
    CHECK(stage.object.calls == 1 && stage_has(stage_last("up/evt/call", 0), "\"data\":{\"call\":\"cal_1\"}"));
}

static void fp_25_bad_input(void)
{
    static const char *const LEAVES[] = {"dn/sys",   "dn/ack",   "dn/cfg", "dn/cmd/gw1/c1",
                                         "dn/job/1", "up/hello", "dn",     "dn/cmd/gw1"};
    static const char *const TEXTS[] = {"{",
                                        "{}",
                                        "[]",
                                        "e",
                                        "e..",
                                        "eyJ.e.e",
                                        "\xff",
                                        "{\"v\":1,\"t\":\"welcome\"}",
                                        "{\"v\":1,\"t\":\"rehello\",\"nonce\":\"short\"}"};
    uint64_t ctr;
    size_t before;
    begin();
    stage_start("ses_1", 60000, 600);
    ctr = stage.device.last_ctr;
    before = stage.sent_count;
    for (size_t leaf = 0; leaf < sizeof LEAVES / sizeof LEAVES[0]; leaf++)
        for (size_t text = 0; text < sizeof TEXTS / sizeof TEXTS[0]; text++) stage_deliver_text(LEAVES[leaf], TEXTS[text]);
    CHECK(stage.device.is_greeted && stage.device.last_ctr == ctr && stage.object.is_on);
    CHECK(stage_count("up/res/", before) == 9 && stage_answered("rejected", "BAD_SIG"));
    // An ack of somebody else's key, or for another boot, erases nothing.
    stage_deliver(
        "dn/ack", "o2o-ack+jwt", "c1", &stage.other_key,
        "{\"v\":1,\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"boot\":\"1-0000000000000000\",\"ses\":\"ses_1\",\"upTo\":9,\"missing\":[],\"verdict\":\"stored\"}");
    stage_deliver(
        "dn/ack", "o2o-ack+jwt", "c1", &stage.gateway_key,
        "{\"v\":1,\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"boot\":\"1-0000000000000000\",\"ses\":\"ses_1\",\"upTo\":9,\"missing\":[],\"verdict\":\"stored\"}");
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"rehello\",\"nonce\":\"n-0123456789abcdef\"}");
    CHECK(stage_has(stage_last("up/hello", before), "\"journal\":1"));
}

static const uint8_t *find_device_key(const void *nothing, const char *kid)
{
    (void)nothing;
    return strcmp(kid, "dev-1") == 0 ? stage.device_key.public_key : NULL;
}

static void fp_29_own_proof(void)
{
    static struct o2o_plan plan;
    char payload[512], words[256];
    size_t length;
    begin();
    stage.up_ms = 4321;
    CHECK(o2o_plan_connection(&stage.device, stage.up_ms, &plan));
    CHECK(strcmp(plan.client_id, "dev-1") == 0);
    CHECK(o2o_jws_verify(stage.setup.port, plan.password, strlen(plan.password), "o2o-conn+jwt", find_device_key, NULL, payload,
                         sizeof payload, &length) == O2O_BELIEVED);
    snprintf(words, sizeof words, "{\"v\":1,\"sub\":\"pvg/dev-1\",\"boot\":\"%s\",\"upMs\":4321,\"conn\":\"%s\"}",
             stage.device.boot, stage.device.conn);
    CHECK(strcmp(payload, words) == 0);
    o2o_copy(stage.identity.password, sizeof stage.identity.password, "by hand");
    CHECK(stage_boot() && o2o_plan_connection(&stage.device, 0, &plan) && strcmp(plan.password, "by hand") == 0);
}

static void deliver_manifest(unsigned ver, const char *keys, const struct host_key *root, const char *kid)
{
    char payload[1024];
    snprintf(payload, sizeof payload, "{\"v\":1,\"iss\":\"unlatch\",\"tenant\":\"pvg\",\"ver\":%u,\"keys\":[%s]}", ver, keys);
    stage_deliver("dn/sys", "o2o-keys+jwt", kid, root, payload);
}

static void fp_30_keys(void)
{
    char x[64], keys[256];
    uint64_t ctr;
    begin();
    o2o_base64url_encode(stage.other_key.public_key, 32, x, sizeof x, NULL);
    snprintf(keys, sizeof keys, "{\"kid\":\"c2\",\"x\":\"%s\",\"use\":[\"cmd\",\"sys\"]}", x);
    deliver_manifest(1, keys, &stage.gateway_key, "c1");
    deliver_manifest(1, keys, &stage.other_key, "root-1");
    CHECK(stage.device.trust.ver == 0);
    deliver_manifest(1, keys, &stage.root_key, "root-1");
    CHECK(stage.device.trust.ver == 1);
    ctr = stage.device.last_ctr;
    stage_command("beep", "ses_1", "{}"); // by c1, which is believed no more
    CHECK(stage_answered("rejected", "UNKNOWN_KEY") && stage.device.last_ctr == ctr && stage.object.beeps == 0);
    CHECK(stage_boot());
    CHECK(stage.device.trust.ver == 1);
    stage_connect();
    CHECK(stage_has(stage_last("up/hello", 0), "\"keys\":1"));
    deliver_manifest(1, keys, &stage.root_key, "root-1");
    o2o_base64url_encode(stage.gateway_key.public_key, 32, x, sizeof x, NULL);
    snprintf(keys, sizeof keys, "{\"kid\":\"c2\",\"x\":\"%s\",\"use\":[\"cmd\",\"sys\"]}", x);
    deliver_manifest(2, keys, &stage.root_key, "root-1");
    CHECK(stage.device.trust.ver == 1);
    snprintf(keys, sizeof keys, "{\"kid\":\"c1\",\"x\":\"%s\",\"use\":[\"cmd\",\"sys\"]}", x);
    deliver_manifest(2, keys, &stage.root_key, "root-1");
    CHECK(stage.device.trust.ver == 2);
    stage_greet(0, "");
    CHECK(stage.device.is_greeted);
    stage_command("beep", "ses_1", "{}");
    CHECK(stage_answered("succeeded", "OK") && stage.object.beeps == 1);
}

/** As many sessions as a hello may name, and the longest nonce: it still goes up. */
static void fp_33_being_found(void)
{
    uint64_t ctr;
    unsigned sent;
    begin();
    ctr = stage.device.last_ctr;
    sent = stage.sent_count;
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"blink\",\"blinks\":[3,5]}");
    CHECK(stage.object.blinked == 35);
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"blink\",\"blinks\":[9,1,9]}");
    CHECK(stage.object.blinked == 919);
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"blink\",\"blinks\":[]}");
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"blink\",\"blinks\":[0]}");
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"blink\",\"blinks\":[10]}");
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"blink\",\"blinks\":[1,2,3,4]}");
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"blink\",\"blinks\":\"35\"}");
    CHECK(stage.object.blinked == 919 && stage.device.last_ctr == ctr && stage.sent_count == sent);
    stage_start("ses_1", 60000, 600);
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"blink\",\"blinks\":[2]}");
    CHECK(stage.object.blinked == 919);
}

static void longest_hello(void)
{
    char nonce[256], hint[512];
    memset(nonce, 0, sizeof nonce);
    for (int i = 0; i < 64; i++) strcat(nonce, "\xe7\x89\x9b");
    begin();
    for (size_t i = 0; i < O2O_JOURNAL_SESSIONS; i++) {
        snprintf(stage.device.journal_sessions[i], sizeof(o2o_id), "ses_%02u_and_as_many_letters_as_an_id_may_hold", (unsigned)i);
        CHECK(o2o_is_id(stage.device.journal_sessions[i]));
    }
    snprintf(hint, sizeof hint, "{\"v\":1,\"t\":\"rehello\",\"nonce\":\"%s\"}", nonce);
    stage_deliver_text("dn/sys", hint);
    CHECK(stage_has(stage_last("up/hello", 0), nonce));
    CHECK(stage_has(stage_last("up/hello", 0), stage.device.journal_sessions[O2O_JOURNAL_SESSIONS - 1]));
}

static void verdicts(void)
{
    begin();
    stage_start("ses_1", 300000, 600);
    stage_pass(10000);
    stage_greet(0, "{\"ses\":\"ses_1\",\"verdict\":\"stored\"}");
    CHECK(stage.device.session.ses[0] != '\0'); // a running one is never forgotten
    stage_greet(0, "{\"ses\":\"ses_1\",\"verdict\":\"continue\"}");
    CHECK(stage.object.is_on);
    stage_greet(0, "{\"ses\":\"ses_1\",\"verdict\":\"end\"}");
    CHECK(!stage.object.is_on && stage_has(stage_last("up/ses", 0), "\"trigger\":\"verdict\""));
    stage_greet(0, "");
    CHECK(stage_has(stage_last("up/hello", 0), "\"open\":[{\"ses\":\"ses_1\",\"n\":2,\"state\":\"ended\"}]"));
    stage_greet(0, "{\"ses\":\"ses_1\",\"verdict\":\"stored\"}");
    stage_greet(0, "");
    CHECK(stage_has(stage_last("up/hello", 0), "\"open\":[],\"journal\":0"));
}

int main(void)
{
    if (!host_crypto_begin()) return 2;
    fp_07_topic_and_command();
    fp_14_first_safe_moment();
    fp_16_acks();
    fp_20_order();
    fp_22_controls();
    fp_23_configuration();
    fp_24_orders();
    fp_25_bad_input();
    fp_29_own_proof();
    fp_30_keys();
    fp_33_being_found();
    longest_hello();
    verdicts();
    printf("rules of acts: %u checks, %u failures\n", stage_checks, stage_failures);
    return stage_failures == 0 ? 0 : 1;
}
