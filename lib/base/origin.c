#include "base/origin.h"

#include <stdbool.h>
#include <stdio.h>

static struct {
	bool is_request;
	char request[65], trace[56];
} now;

void origin_set(const char *request, const char *trace)
{
	now.is_request = true;
	snprintf(now.request, sizeof(now.request), "%s", request);
	snprintf(now.trace, sizeof(now.trace), "%s", trace);
}

const char *origin_request(void)
{
	return now.is_request ? now.request : NULL;
}

const char *origin_trace(void)
{
	return now.is_request ? now.trace : NULL;
}
