// The rules of a pause: asked for, proven, over, or taken back (FP-27).
#include "stage.h"

static void begin(void)
{
    stage_begin();
    CHECK(stage_boot());
    stage_greet(0, "");
}

static void fp_27_pause(void)
{
    begin();
    stage.kind.ends_by_itself = false;
    stage.object.left_after_ms = 20000;
    stage_start("ses_1", 300000, 3000);
    stage_pass(10000);
    stage_command("pause", "ses_1", "{\"maxS\":200}");
    CHECK(stage_answered("succeeded", "OK"));
    stage_pass(2000);
    stage.object.is_left = true;
    stage.object.left_up_ms = stage.up_ms;
    stage_pass(1000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"paused\"") &&
          stage_has(stage_last("up/ses", 0), "\"useMs\":12000,\"distanceM\":0,\"pausedMs\":1000}"));
    stage_pass(59000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"meter\"") &&
          stage_has(stage_last("up/ses", 0), "\"useMs\":12000,\"distanceM\":0,\"pausedMs\":48000}"));
    stage_command("resume", "ses_1", "{}");
    CHECK(stage_answered("succeeded", "OK") && stage.object.resumes == 1);
    stage.object.is_left = false;
    stage_pass(1000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"resumed\"") &&
          stage_has(stage_last("up/ses", 0), "\"pausedMs\":61000}"));
    stage_command("resume", "ses_1", "{}");
    CHECK(stage_answered("succeeded", "ALREADY"));
    stage_command("pause", "ses_1", "{\"maxS\":10}");
    stage.object.is_left = true;
    stage.object.left_up_ms = stage.up_ms;
    stage_pass(9000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"paused\""));
    // At its longest it is over, and the signs of leaving end use as ever.
    stage_pass(12000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"person_left\""));
}

/** A use with a pause that is only asked for: nobody has left yet. */
static void ask_for_pause(void)
{
    static const struct o2o_interlock LOCK = {O2O_ACT_STOP, "blocked", O2O_CODE_SAFETY};
    begin();
    stage.kind.ends_by_itself = false;
    stage.kind.interlocks = &LOCK;
    stage_start("ses_1", 300000, 3000);
    stage_command("pause", "ses_1", "{\"maxS\":200}");
}

static void leave(void)
{
    stage.object.is_left = true;
    stage.object.left_up_ms = stage.up_ms;
    stage_pass(1000);
}

static bool has_ended(const char *trigger)
{
    return stage.device.session.ses[0] == '\0' && stage_has(stage_last("up/ses", 0), trigger);
}

static void fp_27_taken_back(void)
{
    ask_for_pause();
    stage_command("resume", "ses_1", "{}");
    CHECK(stage_answered("succeeded", "OK") && stage.object.resumes == 0 && stage_count("up/ses", 0) == 1);
    leave();
    CHECK(has_ended("\"trigger\":\"person_left\""));

    // Also by a stop that an interlock refuses; and one that is proven ends with it.
    for (int is_proven = 0; is_proven < 2; is_proven++) {
        ask_for_pause();
        if (is_proven) leave();
        CHECK(stage_count("up/ses", 0) == 1 + (size_t)is_proven);
        stage.object.is_left = false;
        stage.object.is_blocked = true;
        stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
        CHECK(stage_answered("rejected", "SAFETY") && stage.device.session.pause_until_up_ms == O2O_NEVER);
        CHECK(!is_proven || stage_has(stage_last("up/ses", 0), "\"trigger\":\"resumed\""));
        leave();
        CHECK(has_ended("\"trigger\":\"person_left\""));
    }

    // And by the verdict of a welcome, which waits for the first safe moment.
    ask_for_pause();
    stage.object.is_unsafe = true;
    stage.kind.off_at_lease_end = false;
    stage_greet(0, "{\"ses\":\"ses_1\",\"verdict\":\"end\"}");
    CHECK(stage.device.session.ses[0] != '\0' && stage.device.session.pause_until_up_ms == O2O_NEVER);
    leave();
    CHECK(has_ended("\"trigger\":\"person_left\""));
}

int main(void)
{
    if (!host_crypto_begin()) return 2;
    fp_27_pause();
    fp_27_taken_back();
    printf("rules of pause: %u checks, %u failures\n", stage_checks, stage_failures);
    return stage_failures == 0 ? 0 : 1;
}
