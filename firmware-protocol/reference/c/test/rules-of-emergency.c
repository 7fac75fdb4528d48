// The rule of an emergency on the objects of the host program: light and chime, and nothing else (FP-35).
#include "object.h"
#include "stage.h"

static unsigned version;

static void begin(const struct host_object *of)
{
    stage_begin();
    stage.setup.kind = of->kind;
    stage.setup.object = of->object;
    version = 0;
    CHECK(stage_boot());
    stage_greet(0, "");
}

/** A newer setting, as the gateway signs it; `value` as it stands in the message. */
static void set_emergency(const char *value)
{
    char payload[256];
    snprintf(payload, sizeof payload, "{\"v\":1,\"iss\":\"unlatch\",\"aud\":\"pvg/dev-1\",\"ver\":%u,\"set\":{\"emergency\":%s}}",
             ++version, value);
    stage_deliver("dn/cfg", "o2o-cfg+jwt", "c1", &stage.gateway_key, payload);
}

static bool reports(const char *piece) { return stage_has(stage_last("up/state", 0), piece); }

static bool has_answered(const char *answer)
{
    char piece[80];
    snprintf(piece, sizeof piece, "\"cfgVer\":%u,\"cfg\":{\"emergency\":\"%s\"}", version, answer);
    return reports(piece);
}

static void set_dimmer(unsigned percent)
{
    char arg[96];
    snprintf(arg, sizeof arg, "{\"control\":\"dimmer\",\"value\":%u,\"seen\":%llu}", percent,
             (unsigned long long)stage.device.state_ver);
    stage_command("set", "ses_1", arg);
    CHECK(stage_answered("succeeded", "OK"));
}

/** Power comes back to an object whose lamps are out: what is on then, the stored setting has switched on. */
static void power_cut(const struct host_object *of)
{
    static const struct o2o_value OFF = {.type = O2O_VALUE_INTEGER, .number = 0};
    of->kind->configure(of->object, "emergency", &OFF);
    CHECK(stage_boot());
    stage_greet(0, "");
}

static void fp_35_nobody_there(void)
{
    uint64_t ctr;
    begin(&HOST_ROOM);
    ctr = stage.device.last_ctr;
    CHECK(reports("\"light\":false,\"dimmer\":0"));
    set_emergency("1");
    CHECK(has_answered("accepted") && reports("\"light\":true,\"dimmer\":100") && reports("\"scene\":\"away\""));
    set_emergency("2");
    CHECK(has_answered("rejected") && reports("\"light\":true,\"dimmer\":100"));
    set_emergency("\"no\"");
    CHECK(has_answered("rejected") && reports("\"light\":true"));
    version -= 2;
    set_emergency("0"); // older than what it has
    version++;
    CHECK(reports("\"light\":true,\"dimmer\":100"));
    power_cut(&HOST_ROOM);
    CHECK(has_answered("rejected") && reports("\"light\":true,\"dimmer\":100"));
    set_emergency("0");
    CHECK(has_answered("accepted") && reports("\"light\":false,\"dimmer\":0"));
    power_cut(&HOST_ROOM);
    CHECK(reports("\"light\":false,\"dimmer\":0"));
    // A signal: no session, no counter, no entry came of it.
    CHECK(stage_count("up/ses", 0) == 0 && stage.device.last_ctr == ctr && stage.device.session.ses[0] == '\0');
}

static void fp_35_in_use(void)
{
    struct host_hand done;
    size_t entries;
    begin(&HOST_ROOM);
    stage_start("ses_1", 60000, 600);
    set_dimmer(20);
    entries = stage_count("up/ses", 0);
    set_emergency("1");
    CHECK(has_answered("accepted") && reports("\"light\":true,\"dimmer\":100"));
    // What is set meanwhile counts afterwards, and so does a hand.
    set_dimmer(45);
    CHECK(reports("\"light\":true,\"dimmer\":100"));
    done = HOST_ROOM.hand(HOST_ROOM.object, "flipWallSwitch", 0, stage.up_ms);
    o2o_hand_changed(&stage.device, done.control, stage.up_ms);
    CHECK(reports("\"light\":true,\"dimmer\":100"));
    set_emergency("0");
    CHECK(reports("\"light\":false,\"dimmer\":45"));
    CHECK(stage_count("up/ses", 0) == entries && stage.device.session.ses[0] != '\0');
    set_emergency("1");
    stage_command("stop", "ses_1", "{\"reason\":\"person\"}");
    CHECK(stage_answered("succeeded", "OK") && stage_has(stage_last("up/ses", 0), "\"trigger\":\"stop_command\""));
    CHECK(reports("\"light\":true,\"dimmer\":100") && reports("\"scene\":\"away\""));
    stage_start("ses_2", 30000, 600);
    stage_pass(40000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"trigger\":\"lease_lapsed\"") && reports("\"light\":true,\"dimmer\":100"));
    set_emergency("0");
    CHECK(reports("\"light\":false,\"dimmer\":0"));
}

static void fp_35_bike(void)
{
    static const char STANDS[] = "\"reported\":{\"pin\":\"closed\",\"moving\":false,\"battery\":82,\"distance\":0}";
    begin(&HOST_BIKE);
    CHECK(reports(STANDS));
    set_emergency("1");
    CHECK(has_answered("accepted") && reports(STANDS));
    // No latch moves by it.
    CHECK(!HOST_BIKE.hand(HOST_BIKE.object, "pullPin", 0, stage.up_ms).is_possible);
    power_cut(&HOST_BIKE);
    CHECK(has_answered("accepted") && reports(STANDS));
    stage_start("ses_1", 60000, 600);
    CHECK(HOST_BIKE.hand(HOST_BIKE.object, "pullPin", 0, stage.up_ms).is_possible);
    stage_pass(1000);
    CHECK(stage_has(stage_last("up/ses", 0), "\"ev\":\"started\""));
    set_emergency("0");
    CHECK(has_answered("accepted") && reports("\"pin\":\"open\"") && stage.device.session.ses[0] != '\0');
}

/** A kind without the means says so, and the rest of the message counts. */
static void fp_35_unknown(void)
{
    begin(&HOST_ROOM);
    stage.setup.kind = &stage.kind;
    stage.setup.object = &stage.object;
    CHECK(stage_boot());
    stage_greet(0, "");
    set_emergency("1,\"leftAfterS\":7");
    CHECK(reports("\"cfg\":{\"emergency\":\"unknown\",\"leftAfterS\":\"accepted\"}") && stage.object.left_after_ms == 7000);
}

int main(void)
{
    if (!host_crypto_begin()) return 2;
    fp_35_nobody_there();
    fp_35_in_use();
    fp_35_bike();
    fp_35_unknown();
    printf("rules of emergency: %u checks, %u failures\n", stage_checks, stage_failures);
    return stage_failures == 0 ? 0 : 1;
}
