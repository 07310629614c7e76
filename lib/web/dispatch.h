/* From a request to its reply, by the program's route table. */
#ifndef WEB_DISPATCH_H
#define WEB_DISPATCH_H

#include "web/request.h"

/* Answers the request; never faults, never jumps. */
void dispatch(struct request *request, const struct route *routes);

#endif
