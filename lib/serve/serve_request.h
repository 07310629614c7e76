/* A request from its gateway, and its reply to there: what lies around dispatch(). */
#ifndef SERVE_SERVE_REQUEST_H
#define SERVE_SERVE_REQUEST_H

#include "http/request.h"

/* Reads the request that has come, into a pool of its own. The gateway must live until serve_request_end(). */
struct request *serve_request_begin(const struct gateway *gateway);

/* Sends the reply, tells the log and the counters of it, and lets go of all memory of the request. */
void serve_request_end(struct request *request);

#endif
