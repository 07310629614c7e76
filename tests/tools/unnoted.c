/*
 * The negative control of tests/hoarding.sh: limits that go by what was read before, since orders have no numbers. It is linked in the
 * place of lib/sales/buyer.c, whose other functions it has. One after the other it is right; at once an account passes its limits.
 */
#define buyer_next_number guarded_next_number
#include "sales/buyer.c"
#undef buyer_next_number
#include <time.h>

struct value buyer_next_number(const struct buyer *buyer)
{
	const struct timespec moment = { .tv_nsec = 2000000 }; /* in which another may have read the same */

	(void)buyer;
	nanosleep(&moment, NULL);
	return db_text(NULL);
}
