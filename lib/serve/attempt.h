/*
 * Attempts to sign in and up, and how often there may be any. Counted are failed sign-ins: by account and network together, by network, and
 * by account wherever they come from; and sign-ups, whatever becomes of them: by network, and by address and network together. An attempt
 * is counted before it can be known to fail, so that many at once can't pass a limit, and taken back if it doesn't fail. Where one of its
 * limits holds it back it counts for none, so who is held back uses up nothing of anybody's.
 *
 * A browser by which the account was signed in before (http/session.h) counts by itself: strangers who fail in its network, or as its
 * account, don't keep its owner out.
 */
#ifndef SERVE_ATTEMPT_H
#define SERVE_ATTEMPT_H

#include "http/request.h"

/*
 * Count this request, once, however often its handler runs. DONE, or TOO_MANY, with the seconds to wait in the answer. With
 * BOXOFFICE_RATE_LIMIT=0 nothing is counted. Not within a transaction, like the next one.
 */
const struct outcome *attempt_sign_in(struct request *request, const char *email);
const struct outcome *attempt_sign_up(struct request *request, const char *email);

/* Takes back what was counted, if anything was: the attempt didn't fail, or nobody found out whether it does. */
void attempt_take_back(struct request *request);

/* Who it is in a waiting line (wait/line.h), where each has his turns: the account, of a browser that is known to it; else the network. */
const char *attempt_by(const struct request *request, const char *email);

#endif
