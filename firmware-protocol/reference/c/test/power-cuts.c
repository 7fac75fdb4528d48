// Cuts the power before and after every single write of a session's life, and asks what must hold all the same.
#include <stdlib.h>
#include <string.h>

#include "stage.h"

/** Highest counter that was told to the gateway as obeyed; what flash knows may never be below it. */
static uint64_t obeyed_ctr;
static unsigned starts_told;

/** One session with everything in it; longjmps out of any write. */
static void live(void)
{
    stage_greet(0, "");
    stage_start("ses_1", 120000, 600);
    stage_pass(31000);
    stage_command("renew", "ses_1", "{\"leaseUp\":200000}");
    stage_command("order", "ses_1", "{\"order\":\"ord_1\",\"lines\":[{\"item\":\"tea\",\"name\":\"Tea\",\"qty\":1}]}");
    stage_command("pause", "ses_1", "{\"maxS\":100}");
    stage.object.is_left = true;
    stage.object.left_up_ms = stage.up_ms;
    stage_pass(5000);
    stage.object.is_left = false;
    stage_pass(1000);
    o2o_disconnected(&stage.device, stage.up_ms);
    stage_pass(31000);
    stage_greet(0, "");
    stage_ack("ses_1", 1, "");
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    stage_pass(1000);
    stage_ack("ses_1", 99, "");
    stage_start("ses_2", 60000, 600);
    stage_pass(61000);
}

/** Everything of the journal goes up: numbers without a gap, registers that never fall, one start and one end. */
static void check_journal(const char *ses)
{
    char sent_n[64][STAGE_PAYLOAD];
    uint64_t use = 0;
    unsigned count = 0, starts = 0, ends = 0;
    memset(sent_n, 0, sizeof sent_n);
    for (size_t i = 0; i < stage.sent_count; i++) {
        struct o2o_json body;
        uint64_t n;
        if (!strstr(stage.sent[i].topic, "/up/ses") ||
            !o2o_json_read_object(stage.sent[i].body, strlen(stage.sent[i].body), &body))
            continue;
        if (!o2o_is_word(body, "ses", ses) || !o2o_get_count(body, "n", 0, 63, &n)) continue;
        // What was sent under a number never changes.
        CHECK(!sent_n[n][0] || strcmp(sent_n[n], stage.sent[i].payload) == 0);
        strcpy(sent_n[n], stage.sent[i].payload);
        if (n >= count) {
            struct o2o_json registers;
            uint64_t now = 0;
            CHECK(n == count);
            count = (unsigned)n + 1;
            CHECK(o2o_json_member(body, "use", &registers) && o2o_get_count(registers, "useMs", 0, O2O_COUNT_MAX, &now) &&
                  now >= use);
            use = now;
            starts += o2o_is_word(body, "ev", "started");
            ends += o2o_is_word(body, "ev", "ended");
            CHECK(ends == 0 || o2o_is_word(body, "ev", "ended"));
        }
    }
    CHECK(starts <= 1 && ends <= 1 && (count == 0 || starts == 1));
    // The leases are long over.
    CHECK(count == 0 || ends == 1);
}

static void note_answers(void)
{
    obeyed_ctr = 0;
    starts_told = 0;
    for (size_t i = 0; i < stage.sent_count; i++)
        if (strstr(stage.sent[i].topic, "/up/res") && stage_has(&stage.sent[i], "\"ran\":true")) {
            const char *cid = strstr(stage.sent[i].body, "\"cid\":\"cmd_");
            uint64_t ctr = cid ? (uint64_t)atoi(cid + 11) : 0;
            if (ctr > obeyed_ctr) obeyed_ctr = ctr;
            starts_told += stage_has(&stage.sent[i], "\"status\":\"accepted\"");
        }
}

/** True when the life ended before the cut came. */
static bool cut(unsigned at, bool after)
{
    stage_begin();
    stage.cut_at = at;
    stage.cut_after = after;
    CHECK(stage_boot());
    stage.writes = 0;
    stage.is_armed = true;
    if (setjmp(stage.power_cut) == 0) {
        live();
        return true;
    }
    stage.is_armed = false;
    note_answers();
    CHECK(stage_boot());
    CHECK(stage.device.last_ctr >= obeyed_ctr);
    // Without a session the object is off; with one it has a lease that ends. A start that the cut preceded is not made up for.
    CHECK(stage.object.is_on == (stage.device.session.ses[0] != '\0') ||
          (stage.device.session.is_starting && !stage.object.is_on));
    obeyed_ctr = stage.device.last_ctr;
    stage_greet(0, "");
    if (stage.ctr > 0) {
        size_t before = stage.sent_count;
        stage_repeat_command();
        // "Certainly not run" may be said of a command only if its counter never came to flash (FP-10).
        if (stage_has(stage_last("up/res/", before), "\"ran\":false,\"code\":\"STALE_BOOT\"")) CHECK(stage.ctr > obeyed_ctr);
    }
    stage.object.is_left = false;
    stage_pass(700000);
    CHECK(!stage.object.is_on && stage.device.session.ses[0] == '\0');
    check_journal("ses_1");
    check_journal("ses_2");
    CHECK(stage.object.prints <= 1);
    return false;
}

int main(void)
{
    unsigned lives = 0;
    if (!host_crypto_begin()) return 2;
    for (unsigned at = 1; !cut(at, false); at++) lives++;
    for (unsigned at = 1; !cut(at, true); at++) lives++;
    printf("power cuts: %u lives, %u checks, %u failures\n", lives, stage_checks, stage_failures);
    return stage_failures == 0 && lives > 0 ? 0 : 1;
}
