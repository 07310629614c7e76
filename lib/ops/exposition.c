#include "ops/exposition.h"

#include <inttypes.h>

#include "serve/counters.h"

#define REQUESTS "boxoffice_http_requests_total"
#define DURATION "boxoffice_http_request_duration_seconds"

void exposition_family(struct text *out, const char *name, const char *type, const char *help)
{
	text_print(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Appends the value of a label. The format escapes backslash, quote and line feed, and nothing else. */
static void put_label(struct text *out, const char *value)
{
	for (; *value; value++) {
		if (*value == '\\' || *value == '"')
			text_add(out, "\\", 1);
		if (*value == '\n')
			text_put(out, "\\n");
		else
			text_add(out, value, 1);
	}
}

void exposition_sample(struct text *out, const char *name, const char *label, const char *of, const char *value)
{
	text_put(out, name);
	if (label) {
		text_print(out, "{%s=\"", label);
		put_label(out, of ? of : "");
		text_put(out, "\"}");
	}
	text_print(out, " %s\n", value);
}

static void put_kind(struct text *out, const char *name, const struct counter *counter)
{
	text_print(out, "%s{route=\"", name);
	put_label(out, counter->route);
	text_print(out, "\",method=\"%s\",status=\"%" PRId64 "xx\"", counter->method, counter->status_class);
}

static int64_t requests_of(const struct counter *counter)
{
	int64_t count = 0;

	for (size_t i = 0; i <= COUNTERS_BOUNDS; i++)
		count += counter->within[i];
	return count;
}

/* Appends a histogram. Each bucket counts all requests that took no longer than its bound; the last bucket counts all requests. */
static void put_histogram(struct text *out, const struct counter *counter)
{
	int64_t count = 0;

	for (size_t i = 0; i <= COUNTERS_BOUNDS; i++) {
		count += counter->within[i];
		put_kind(out, DURATION "_bucket", counter);
		if (i < COUNTERS_BOUNDS)
			text_print(out, ",le=\"%g\"} %" PRId64 "\n", (double)counters_bounds[i] / 1e6, count);
		else
			text_print(out, ",le=\"+Inf\"} %" PRId64 "\n", count);
	}
	put_kind(out, DURATION "_sum", counter);
	text_print(out, "} %.6f\n", (double)counter->microseconds / 1e6);
	put_kind(out, DURATION "_count", counter);
	text_print(out, "} %" PRId64 "\n", count);
}

void exposition_requests(struct text *out, const struct list *counters)
{
	const struct counter *counter = counters->rows;

	exposition_family(out, REQUESTS, "counter", "Requests answered, by route, method and class of status.");
	for (size_t i = 0; i < counters->count; i++) {
		put_kind(out, REQUESTS, &counter[i]);
		text_print(out, "} %" PRId64 "\n", requests_of(&counter[i]));
	}
	exposition_family(out, DURATION, "histogram", "How long they took, from reading the request to the end of its answer.");
	for (size_t i = 0; i < counters->count; i++)
		put_histogram(out, &counter[i]);
}
