// Flash: what a device does that cannot read its own memory, how much it writes in an hour, and how much in one call.
#include <string.h>

#include "o2o-journal.h"
#include "stage.h"

static void begin(void)
{
    stage_begin();
    CHECK(stage_boot());
    stage_greet(0, "");
}

/** A session with a fence of another one beside it, then power away and back. */
static void boot_without(uint16_t record)
{
    begin();
    stage_command("stop", "ses_0", "{\"reason\":\"person\"}");
    stage_start("ses_1", 600000, 600);
    stage_pass(31000);
    stage_break_record(record);
    CHECK(stage_boot());
    stage_connect();
}

static void fp_17_lost_memory(void)
{
    static const uint16_t RECORDS[] = {O2O_RECORD_COUNTER, O2O_RECORD_SESSION, O2O_RECORD_FENCES, O2O_RECORD_JOURNAL};
    for (size_t i = 0; i < sizeof RECORDS / sizeof RECORDS[0]; i++) {
        boot_without(RECORDS[i]);
        CHECK(stage_has(stage_last("up/hello", 0), "\"amnesia\":true"));
        CHECK(stage_has(stage_last("up/hello", 0), RECORDS[i] == O2O_RECORD_JOURNAL ? "\"dropped\":1" : "\"dropped\":0"));
        stage_command("beep", "ses_1", "{}");
        CHECK(stage_answered("rejected", "BAD_STATE") && stage.object.beeps == 0);
        // Not forgotten by the next boot: no floor has come yet.
        CHECK(stage_boot() && stage.device.has_amnesia);
        stage_greet(50, "");
        stage.ctr = 50;
        stage_command("beep", "ses_1", "{}");
        CHECK(stage_answered("succeeded", "OK"));
    }
    // Without its session the object is off; with it, whatever else is lost, use goes on.
    boot_without(O2O_RECORD_SESSION);
    CHECK(!stage.object.is_on);
    boot_without(O2O_RECORD_COUNTER);
    CHECK(stage.object.is_on && o2o_is_id(stage.device.session.ses));
}

/** Whoever holds back the welcome gets nothing for it: the refused command is old when the floor comes. */
static void fp_17_refused_stays_refused(void)
{
    struct stage_wording wording = {"cmd_a", "", "unlatch", "pvg/dev-1", 901, 10000};
    stage_begin();
    CHECK(stage_boot());
    stage_connect();
    wording.boot = stage.device.boot;
    stage_command_worded(&wording, "beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "BAD_STATE") && stage_has(stage_last("up/res/", 0), "\"ran\":false"));
    CHECK(stage.device.has_amnesia && stage.device.last_ctr == 901);
    stage_greet(900, "");
    CHECK(!stage.device.has_amnesia && stage.device.last_ctr == 901);
    stage_command_worded(&wording, "beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "REPLAY") && stage.object.beeps == 0);
    stage.ctr = 902;
    stage_command("beep", "ses_1", "{}");
    CHECK(stage_answered("succeeded", "OK"));
}

static void fp_10_lost_answer(void)
{
    begin();
    stage_command("beep", "ses_1", "{}");
    for (uint16_t i = 0; i < O2O_ANSWERS; i++)
        if (stage.device.answers[i].is_used) stage_break_record((uint16_t)(O2O_RECORD_ANSWERS + i));
    CHECK(stage_boot());
    CHECK(!stage.device.has_amnesia);
    stage_greet(0, "");
    stage.ctr = 1;
    stage_command("beep", "ses_1", "{}");
    stage_greet(0, "");
    {
        struct stage_wording first = {"cmd_1", stage.device.known_boots[0], "unlatch", "pvg/dev-1", 1, 10000};
        stage_command_worded(&first, "beep", "ses_1", "{}");
    }
    CHECK(stage_answered("rejected", "STALE_BOOT") && stage_has(stage_last("up/res/", 0), "\"ran\":true"));
}

static void fp_30_lost_manifest(void)
{
    char payload[512];
    begin();
    // The key that was given by hand, under another name, signed by the root.
    snprintf(payload, sizeof payload,
             "{\"v\":1,\"iss\":\"unlatch\",\"tenant\":\"pvg\",\"ver\":1,\"keys\":[{\"kid\":\"c2\",\"x\":\"%s\",\"use\":[\"cmd\",\"sys\"]}]}",
             "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    stage_deliver("dn/sys", "o2o-keys+jwt", "root-1", &stage.root_key, payload);
    CHECK(stage.device.trust.ver == 1);
    stage_break_record(O2O_RECORD_KEYS);
    CHECK(stage_boot());
    CHECK(stage.device.trust.ver == 0 && stage.device.trust.key_count == 0);
    stage_connect();
    stage_command("beep", "ses_1", "{}");
    CHECK(stage_answered("rejected", "UNKNOWN_KEY"));
    stage_deliver("dn/sys", "o2o-keys+jwt", "root-1", &stage.root_key, payload);
    CHECK(stage.device.trust.ver == 1);
}

/** A lease of two minutes that is renewed each minute, a reading each half minute, all acknowledged at once. */
static void wear_of_an_hour(void)
{
    unsigned acked = 0;
    begin();
    memset(&stage.work, 0, sizeof stage.work);
    stage_start("ses_1", 120000, 86400);
    for (unsigned minute = 0; minute < 60; minute++) {
        char arg[64];
        for (unsigned i = 0; i < 60; i++) {
            stage_pass(1000);
            if (stage.device.session.next_n > acked) stage_ack("ses_1", (long)acked++, "");
        }
        snprintf(arg, sizeof arg, "{\"leaseUp\":%llu}", (unsigned long long)(stage.up_ms + 120000));
        stage_command("renew", "ses_1", arg);
        stage.sent_count = 0;
    }
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    stage_pass(1000);
    stage_ack("ses_1", 8000, "");
    CHECK(stage.device.session.ses[0] == '\0' && o2o_next_wake(&stage.device, stage.up_ms) == O2O_NEVER);
    printf("wear: an hour of use stores %u records, %lu bytes, and erases %u\n", stage.work.stores, stage.work.stored_bytes,
           stage.work.erases);
    CHECK(stage.work.stored_bytes < 250000);
}

/** Ten hours without a gateway: an idle object writes nothing, however often it is looked at. */
static void wear_of_idling(void)
{
    begin();
    o2o_disconnected(&stage.device, stage.up_ms);
    memset(&stage.work, 0, sizeof stage.work);
    stage_pass(36000000);
    CHECK(stage.work.stores == 0 && stage.work.erases == 0 && stage.work.signs == 0);
}

static struct stage_work longest;

static void note(const char *what)
{
    printf("work: %-34s %3u verified %3u signed %4u loaded %3u stored %4u erased\n", what, stage.work.verifies, stage.work.signs,
           stage.work.loads, stage.work.stores, stage.work.erases);
    if (stage.work.signs > longest.signs) longest.signs = stage.work.signs;
    if (stage.work.stores > longest.stores) longest.stores = stage.work.stores;
    memset(&stage.work, 0, sizeof stage.work);
}

/** What a watchdog must wait for: the most that one call asks of the port. */
static void work_of_a_call(void)
{
    begin();
    stage_start("ses_1", 600000, 86400);
    o2o_disconnected(&stage.device, stage.up_ms);
    for (unsigned i = 0; i < 511; i++) {
        stage.device.session.lease_up_ms = stage.up_ms + 600000;
        stage_pass(30000);
        memset(&stage.work, 0, sizeof stage.work);
    }
    CHECK(stage_boot());
    note("boot with a full journal");
    stage_connect();
    memset(&stage.work, 0, sizeof stage.work);
    stage_deliver_text("dn/sys", "{\"v\":1,\"t\":\"rehello\",\"nonce\":\"n-0123456789abcdef\"}");
    note("rehello");
    stage_greet(0, "");
    o2o_journal_greeted(&stage.device);
    memset(&stage.work, 0, sizeof stage.work);
    o2o_tick(&stage.device, stage.up_ms);
    note("tick that sends the journal");
    stage_command("renew", "ses_1", "{\"leaseUp\":600000}");
    note("renew while it sends the journal");
    stage_ack("ses_1", 8000, "");
    note("ack of all of it");
    stage_start("ses_2", 600000, 600);
    note("start that is refused");
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    note("stop");
    CHECK(longest.signs <= O2O_SENT_AT_A_TIME + 3 && longest.stores <= 8);
}

int main(void)
{
    if (!host_crypto_begin()) return 2;
    fp_17_lost_memory();
    fp_17_refused_stays_refused();
    fp_10_lost_answer();
    fp_30_lost_manifest();
    wear_of_an_hour();
    wear_of_idling();
    work_of_a_call();
    printf("rules of flash: %u checks, %u failures\n", stage_checks, stage_failures);
    return stage_failures == 0 ? 0 : 1;
}
