// Emergency: what is switched when the setting changes; each object reports its own light.
#include "emergency.h"

#include <stdio.h>
#include <string.h>

void host_take_emergency(bool *is_on, const char *key, const struct o2o_value *value)
{
    bool is_wanted = value->number == 1;
    if (strcmp(key, "emergency") != 0 || is_wanted == *is_on) return;
    *is_on = is_wanted;
    printf("signal %s\n", is_wanted ? "on" : "off");
}
