/* A request from its gateway, and its reply to there: what lies around dispatch(). */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include "web/request.h"

/* Reads the request that has come, into a pool of its own. The gateway must live until exchange_end(). */
struct request *exchange_begin(const struct gateway *gateway);

/* Sends the reply, tells the log and the counters of it, and lets go of all memory of the request. */
void exchange_end(struct request *request);

#endif
