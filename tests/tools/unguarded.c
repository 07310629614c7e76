/*
 * The negative control of the races: quotas as one might take them at first, by what was read before, without a guard. It is linked in
 * the place of lib/quota/quota.c, whose other verbs it has. One after the other it is right; at once it oversells.
 */
#define quota_take guarded_quota_take
#include "quota/quota.c"
#undef quota_take
#include <time.h>

static const char TAKE_BLINDLY[] = "UPDATE quotas SET held = held + ?, sold = sold + ?, version = version + 1 WHERE id = ?";

void quota_take(struct batch *batch, const char *order_id, const char *user_id, const struct list *claims, const char *held_until)
{
	const struct timespec moment = { .tv_nsec = 2000000 }; /* in which another may have read the same */

	nanosleep(&moment, NULL);
	for (const struct quota_claim *c = claims->rows; c < (const struct quota_claim *)claims->rows + claims->count; c++) {
		batch_add(batch, CLAIM, BIND(db_text(order_id), db_text(c->quota_id), db_text(user_id), db_int(c->quantity),
		                             db_text(held_until)), 1);
		change_quota(batch, c, TAKE_BLINDLY, BIND(db_int(held_until ? c->quantity : 0), db_int(held_until ? 0 : c->quantity),
		                                          db_text(c->quota_id)), order_id);
	}
}
