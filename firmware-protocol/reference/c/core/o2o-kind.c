// Kind: what its tables decide.
#include "o2o-kind.h"

#include <string.h>

bool o2o_control_takes(const struct o2o_control *control, const struct o2o_value *value)
{
    if (control->type == O2O_SWITCH) return value->type == O2O_VALUE_BOOL;
    if (control->type == O2O_RANGE)
        return value->type == O2O_VALUE_INTEGER && value->number >= control->min && value->number <= control->max &&
               (value->number - control->min) % control->step == 0;
    if (value->type != O2O_VALUE_TEXT) return false;
    for (const char *const *choice = control->choices; *choice; choice++)
        if (strcmp(*choice, value->text) == 0) return true;
    return false;
}

bool o2o_evidence_holds(struct o2o_evidence_rule rule, uint32_t evidence)
{
    return (evidence & rule.all) == rule.all && (rule.any == 0 || (evidence & rule.any) != 0);
}

const char *o2o_trigger_name(enum o2o_trigger trigger)
{
    static const char *const NAMES[] = {
        "meter",       "renewed", "ticket_printed", "power_resumed", "paused",     "resumed",    "stop_command",
        "person_left", "parked",  "lease_lapsed",   "limit_reached", "power_loss", "local_stop", "verdict",
    };
    return NAMES[trigger];
}
