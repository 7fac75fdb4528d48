// The rules of the protocol, one function for each, on uptime that a test moves by hand.
#include <stdlib.h>
#include <string.h>

#include "o2o-base64url.h"
#include "stage.h"

static void begin(void)
{
    stage_begin();
    CHECK(stage_boot());
    stage_greet(0, "");
}

static void fp_04_greeting(void)
{
    char payload[512];
    stage_begin();
    CHECK(stage_boot());
    stage_connect();
    CHECK(stage_last("up/online", 0) && stage_last("up/online", 0)->is_retained);
    CHECK(stage_last("up/hello", 0) && !stage_last("up/hello", 0)->is_signed);
    snprintf(
        payload, sizeof payload,
        "{\"v\":1,\"t\":\"welcome\",\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"boot\":\"%s\",\"nonce\":\"n-of-somebody-else-\",\"now\":1,"
        "\"cfgVer\":0,\"floor\":0,\"verdicts\":[]}",
        stage.device.boot);
    stage_deliver("dn/sys", "o2o-sys+jwt", "c1", &stage.gateway_key, payload);
    CHECK(!stage.device.is_greeted);
    CHECK(stage_count("up/state", 0) == 0);
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"rehello\",\"nonce\":\"n-of-somebody-else-\"}");
    CHECK(stage_last("up/hello", 0)->is_signed && stage_has(stage_last("up/hello", 0), "\"nonce\":\"n-of-somebody-else-\""));
    stage_deliver("dn/sys", "o2o-sys+jwt", "c1", &stage.other_key, payload);
    CHECK(!stage.device.is_greeted);
    stage_deliver("dn/sys", "o2o-sys+jwt", "c1", &stage.gateway_key, payload);
    CHECK(stage.device.is_greeted && stage_count("up/state", 0) == 1);
}

static void fp_07_order(void)
{
    struct stage_wording wording = {"cmd_x", "7-00112233445566aa", "unlatch", "pvg/dev-1", 1, 50000};
    size_t before;
    begin();
    stage_command_worded(&wording, "beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "STALE_BOOT") && stage_has(stage_last("up/res/", 0), "\"ran\":true"));
    wording.boot = stage.device.boot;
    wording.exp_up_ms = stage.up_ms;
    stage_command_worded(&wording, "beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "EXPIRED") && stage_has(stage_last("up/res/", 0), "\"ran\":false"));
    wording.exp_up_ms = stage.up_ms + 1;
    stage_command_worded(&wording, "beep", "ses_1", "{}");
    CHECK(stage_answered("succeeded", "OK") && stage.object.beeps == 1 && stage.device.last_ctr == 1);
    before = stage.sent_count;
    stage.up_ms += 100000;
    stage_repeat();
    // The very same bytes, although boot and life would say otherwise.
    CHECK(stage.object.beeps == 1 && stage.sent_count == before + 1);
    CHECK(strcmp(stage.sent[before].payload, stage.sent[before - 1].payload) == 0);
    wording.cid = "cmd_y";
    wording.exp_up_ms = stage.up_ms + 1;
    stage_command_worded(&wording, "beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "REPLAY") && stage.object.beeps == 1);
    wording.ctr = 2;
    wording.address = "pvg/dev-2";
    stage_command_worded(&wording, "beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "WRONG_DEVICE") && stage.device.last_ctr == 1);
    stage_deliver_text("dn/cmd/gw1/cmd_z", "not a JWS");
    CHECK(stage_answered("rejected", "BAD_SIG") && stage_has(stage_last("up/res/gw1/cmd_z", 0), "\"cid\":\"cmd_z\""));
}

static void fp_07_counter_before_acting(void)
{
    begin();
    stage.is_flash_dead = true;
    stage_start("ses_1", 60000, 600);
    CHECK(stage_answered("rejected", "INTERNAL") && stage_has(stage_last("up/res/", 0), "\"ran\":false"));
    CHECK(stage.object.starts == 0);
}

static void fp_09_fence(void)
{
    struct stage_wording late = {"cmd_late", "", "unlatch", "pvg/dev-1", 1, 10000};
    begin();
    late.boot = stage.device.boot;
    stage.ctr = 1;
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    CHECK(stage_answered("succeeded", "ALREADY") && stage_has(stage_last("up/res/", 0), "\"ran\":false"));
    stage_command_worded(&late, "start", "ses_1", "{\"limits\":{\"leaseUp\":60000,\"maxS\":600}}");
    CHECK(stage_answered("rejected", "REPLAY"));
    stage_start("ses_1", 60000, 600);
    CHECK(stage_answered("rejected", "BAD_STATE") && stage.object.starts == 0);
    CHECK(stage_boot());
    stage_greet(0, "");
    stage_start("ses_1", 60000, 600);
    CHECK(stage_answered("rejected", "BAD_STATE") && stage.object.starts == 0);
}

static void fp_11_evidence(void)
{
    begin();
    stage.object.is_held = false;
    stage_start("ses_1", 60000, 600);
    CHECK(stage_answered("succeeded", "OK") && stage.object.is_on && stage_count("up/ses", 0) == 0);
    stage_pass(5000);
    CHECK(stage_count("up/ses", 0) == 0);
    stage.object.is_held = true;
    stage_pass(1000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"ev\":\"started\"") && stage_has(stage_last("up/ses", 0), "\"useMs\":0"));
    begin();
    stage.object.is_held = false;
    stage_start("ses_1", 60000, 600);
    stage_pass(61000);
    CHECK(!stage.object.is_on && stage_count("up/ses", 0) == 0 && stage.device.session.ses[0] == '\0');
    stage_start("ses_2", 60000, 600);
    stage_command("stop", "ses_2", "{\"reason\":\"person\"}");
    CHECK(stage_answered("succeeded", "OK") && !stage.object.is_on && stage_count("up/ses", 0) == 0);
    stage.object.start_code = O2O_CODE_JAMMED;
    stage_start("ses_3", 60000, 600);
    CHECK(stage_answered("failed", "JAMMED") && stage.device.session.ses[0] == '\0');
    stage.object.is_blocked = true;
    stage_start("ses_4", 60000, 600);
    CHECK(stage_answered("rejected", "OCCUPIED") && stage.object.starts == 3);
}

static void fp_13_answers(void)
{
    char first[STAGE_PAYLOAD];
    size_t before;
    begin();
    stage_start("ses_1", 600000, 600);
    strcpy(first, stage_last("up/res/", 0)->payload);
    for (int i = 0; i < 40; i++) stage_command("beep", "ses_1", "{}");
    before = stage.sent_count;
    // cmd_1, the start: its answer lives as long as its session.
    {
        struct stage_wording again = {"cmd_1", stage.device.boot, "unlatch", "pvg/dev-1", 1, 10000};
        stage_command_worded(&again, "start", "ses_1", "{\"limits\":{\"leaseUp\":600000,\"maxS\":600}}");
        CHECK(stage.sent_count == before + 1 && strcmp(stage.sent[before].payload, first) == 0);
        again.cid = "cmd_2";
        again.ctr = 2;
        stage_command_worded(&again, "beep", "ses_1", "{}");
        CHECK(stage_answered("rejected", "REPLAY") && stage_has(stage_last("up/res/", 0), "\"ran\":true"));
        again.cid = "cmd_41";
        before = stage.object.beeps;
        stage_command_worded(&again, "beep", "ses_1", "{}");
        CHECK(stage_answered("succeeded", "OK") && stage.object.beeps == before);
        CHECK(stage_boot());
        stage_greet(0, "");
        before = stage.sent_count;
        again.cid = "cmd_1";
        stage_command_worded(&again, "start", "ses_1", "{\"limits\":{\"leaseUp\":600000,\"maxS\":600}}");
        CHECK(strcmp(stage_last("up/res/", before)->payload, first) == 0);
    }
}

static void fp_14_lease(void)
{
    begin();
    stage_start("ses_1", 60000, 600);
    stage_pass(30000);
    stage_command("renew", "ses_1", "{\"leaseUp\":90000}");
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"renewed\""));
    o2o_disconnected(&stage.device, stage.up_ms);
    stage_pass(59999);
    CHECK(stage.object.is_on);
    stage_pass(5001);
    CHECK(!stage.object.is_on);
    stage_greet(0, "");
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"lease_lapsed\",\"endUpMs\":90000"));
    CHECK(stage_has(stage_last("up/ses", 0), "\"useMs\":90000") && stage_has(stage_last("up/ses", 0), "\"off\":true"));
    stage_start("ses_2", 10000000, 600);
    CHECK(stage.device.session.lease_up_ms == stage.up_ms + 600000);
    stage_command("stop", "ses_2", "{\"reason\":\"person\"}");
    stage_command("renew", "ses_2", "{\"leaseUp\":500000}");
    CHECK(stage_answered("rejected", "BAD_STATE"));
    stage_start("ses_3", 300000, 40);
    stage_pass(41000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"limit_reached\"") &&
          stage_has(stage_last("up/ses", 0), "\"useMs\":40000"));
}

static void fp_14_power_cut(void)
{
    begin();
    stage_start("ses_1", 200000, 600);
    stage_pass(95000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"useMs\":90000"));
    stage.object.is_on = false;
    CHECK(stage_boot());
    // 110 s were left when the last reading was stored; 30 s of them are given up.
    CHECK(stage.object.is_on && stage.device.session.lease_up_ms == 80000);
    stage_greet(0, "");
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"power_resumed\"") &&
          stage_has(stage_last("up/ses", 0), "\"useMs\":90000"));
    stage_pass(80000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"lease_lapsed\",\"endUpMs\":80000"));
    CHECK(stage_has(stage_last("up/ses", 0), "\"useMs\":170000"));
    begin();
    stage.kind.resumes_after_power_loss = false;
    stage_start("ses_1", 200000, 600);
    stage_pass(35000);
    CHECK(stage_boot());
    stage_greet(0, "");
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"power_loss\"") &&
          stage_has(stage_last("up/ses", 0), "\"useMs\":30000"));
}

static void fp_16_keeping(void)
{
    char started[STAGE_PAYLOAD];
    size_t before;
    begin();
    stage_start("ses_1", 600000, 3000);
    strcpy(started, stage_last("up/ses", 0)->payload);
    before = stage.sent_count;
    stage_pass(29000);
    CHECK(stage_count("up/ses", before) == 0);
    stage_pass(1000);
    CHECK(stage_count("up/ses", before) == 2); // the first repeat, and the first reading
    stage_ack("ses_1", 0, "");
    before = stage.sent_count;
    stage_ack("ses_1", 0, "1");
    CHECK(stage_count("up/ses", before) == 1 && stage_has(stage_last("up/ses", 0), "\"n\":1,"));
    o2o_disconnected(&stage.device, stage.up_ms);
    stage_pass(35000);
    before = stage.sent_count;
    stage_greet(0, "");
    CHECK(stage_count("up/ses", before) == 2 && stage_has(stage_last("up/ses", 0), "\"off\":true"));
    CHECK(stage_has(stage_last("up/hello", 0), "\"journal\":2"));
    stage_ack("ses_1", 1, "");
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    stage_pass(1000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"stop_command\"") && stage_has(stage_last("up/ses", 0), "\"n\":3,"));
    stage.is_send_full = true;
    CHECK(stage_boot());
    stage.is_send_full = false;
    before = stage.sent_count;
    stage_greet(0, "");
    CHECK(stage_count("up/ses", before) == 2);
    stage_ack("ses_1", 3, "");
    before = stage.sent_count;
    stage_pass(400000);
    CHECK(stage_count("up/ses", before) == 0);
    CHECK(strstr(started, ".") != NULL);
}

static void fp_16_repeats_double(void)
{
    static const unsigned AT_S[] = {30, 90, 210, 450, 750, 1050};
    begin();
    stage_start("ses_1", 600000, 3000);
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    for (size_t i = 0, before = stage.sent_count; i < 6; i++, before = stage.sent_count) {
        while (stage_count("up/ses", before) == 0 && stage.up_ms < 2000000) stage_pass(1000);
        CHECK(stage.up_ms == AT_S[i] * UINT64_C(1000) && stage_count("up/ses", before) == 2);
    }
}

static void fp_16_full(void)
{
    char words[40];
    size_t before;
    begin();
    stage_start("ses_1", 600000, 86400);
    o2o_disconnected(&stage.device, stage.up_ms);
    for (unsigned i = 0; i < 700; i++) {
        stage.device.session.lease_up_ms = stage.up_ms + 600000;
        stage_pass(30000);
    }
    if (O2O_JOURNAL_ENTRIES == 512) CHECK(stage.device.dropped == 255 || stage.device.dropped == 256);
    before = stage.sent_count;
    stage_greet(0, "");
    for (int i = 0; i < 100; i++) o2o_tick(&stage.device, stage.up_ms);
    snprintf(words, sizeof words, "\"dropped\":%llu,", (unsigned long long)stage.device.dropped);
    CHECK(stage.device.dropped > 0 && stage_has(stage_last("up/hello", before), words));
    CHECK(stage_count("up/ses", before) == 701 - stage.device.dropped);
    for (size_t i = before; i < stage.sent_count; i++)
        if (stage_has(&stage.sent[i], "\"ev\":")) {
            CHECK(stage_has(&stage.sent[i], "\"ev\":\"started\""));
            break;
        }
}

static void fp_17_amnesia(void)
{
    struct stage_wording wording = {"cmd_a", "", "unlatch", "pvg/dev-1", 900, 10000};
    stage_begin();
    CHECK(stage_boot());
    stage_connect();
    CHECK(stage_has(stage_last("up/hello", 0), "\"amnesia\":true"));
    wording.boot = stage.device.boot;
    stage_command_worded(&wording, "beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "BAD_STATE") && stage.object.beeps == 0);
    CHECK(stage_boot());
    CHECK(stage.device.has_amnesia); // still: no floor has come
    stage_greet(900, "");
    CHECK(!stage.device.has_amnesia && stage.device.last_ctr == 900);
    stage.ctr = 899;
    stage_command("beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "REPLAY"));
    stage_command("beep", "ses_1", "{}");
    CHECK(stage_answered("succeeded", "OK"));
    stage_greet(5, "");
    CHECK(stage.device.last_ctr == 901);
}

static void fp_18_person_ends(void)
{
    begin();
    stage.kind.ends_by_itself = false;
    stage.object.left_after_ms = 20000;
    stage_start("ses_1", 60000, 600);
    stage_pass(70000);
    CHECK(stage.object.is_on && stage.device.session.ses[0] != '\0');
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    CHECK(stage_answered("succeeded", "OK") && stage.device.session.ses[0] != '\0');
    stage.object.is_left = true;
    stage.object.left_up_ms = stage.up_ms;
    stage_pass(19000);
    CHECK(stage.device.session.ses[0] != '\0');
    stage_pass(2000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"stop_command\",\"endUpMs\":70000") &&
          stage_has(stage_last("up/ses", 0), "\"useMs\":70000"));
}

static void fp_19_presence(void)
{
    static struct o2o_plan plan, next;
    begin();
    CHECK(o2o_plan_connection(&stage.device, 0, &plan) && o2o_plan_connection(&stage.device, 0, &next));
    CHECK(strcmp(plan.will, next.will) != 0 && strstr(plan.will, "\"on\":false"));
    CHECK(strcmp(plan.filter, "o2o/1/pvg/dev-1/dn/#") == 0 && strcmp(plan.will_topic, "o2o/1/pvg/dev-1/up/online") == 0);
    // FP-29: no password was given, so its own key makes one for each connect.
    CHECK(strcmp(plan.password, next.password) != 0 && plan.password[0] == 'e');
    o2o_farewell(&stage.device);
    CHECK(stage_has(stage_last("up/online", 0), "\"on\":false"));
}

static void fp_21_back_off(void)
{
    uint64_t ceiling = 2000;
    begin();
    o2o_disconnected(&stage.device, 1000);
    for (int i = 0; i < 10; i++) {
        uint64_t delay = o2o_reconnect_delay(&stage.device);
        CHECK(delay >= 1000 && delay <= ceiling);
        ceiling = ceiling * 2 < 60000 ? ceiling * 2 : 60000;
    }
    stage.up_ms = 5000;
    stage_connect();
    stage_pass(29000);
    CHECK(stage.device.failures > 0);
    stage_pass(1000);
    CHECK(stage.device.failures == 0);
}

static void fp_31_advice(void)
{
    uint64_t delay;
    begin();
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"bye\",\"reason\":\"restart\",\"afterS\":100}");
    o2o_disconnected(&stage.device, stage.up_ms);
    delay = o2o_reconnect_delay(&stage.device);
    CHECK(delay >= 100000 && delay <= 200000);
    CHECK(o2o_reconnect_delay(&stage.device) <= 2000);
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"bye\",\"reason\":\"restart\",\"afterS\":3600}");
    CHECK(o2o_reconnect_delay(&stage.device) == 3600000);
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"bye\",\"reason\":\"restart\",\"afterS\":3600}");
    stage.kind.ends_by_itself = false;
    stage_greet(0, "");
    stage_start("ses_1", 60000, 600);
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    CHECK(o2o_reconnect_delay(&stage.device) <= 60000);
}

int main(void)
{
    if (!host_crypto_begin()) return 2;
    fp_04_greeting();
    fp_07_order();
    fp_07_counter_before_acting();
    fp_09_fence();
    fp_11_evidence();
    fp_13_answers();
    fp_14_lease();
    fp_14_power_cut();
    fp_16_keeping();
    fp_16_repeats_double();
    fp_16_full();
    fp_17_amnesia();
    fp_18_person_ends();
    fp_19_presence();
    fp_21_back_off();
    fp_31_advice();
    printf("rules: %u checks, %u failures\n", stage_checks, stage_failures);
    return stage_failures == 0 ? 0 : 1;
}
