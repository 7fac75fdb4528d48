// Sizes: one object of each struct that takes memory, so that `nm` tells its bytes on any processor.
#include "o2o-claim.h"

struct o2o_device o2o_device;
struct o2o_plan o2o_plan;
struct o2o_claim o2o_claim;
struct o2o_enrolment o2o_enrolment;
