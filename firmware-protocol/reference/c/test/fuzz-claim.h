// Fuzz of an enrolment: a gateway that knows the token, and whose words were changed before or after their proof was made.
#ifndef O2O_TEST_FUZZ_CLAIM_H
#define O2O_TEST_FUZZ_CLAIM_H

#include <stddef.h>
#include <stdint.h>

typedef uint32_t fuzz_draw(uint32_t below);
typedef size_t fuzz_change(char *text, size_t length, size_t capacity);

/** One talk; 1 when it ended in an enrolment. */
unsigned fuzz_claim(fuzz_draw *draw, fuzz_change *change);

#endif
