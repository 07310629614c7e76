/* Writes metrics in the text format of Prometheus, version 0.0.4. */
#ifndef OPS_EXPOSITION_H
#define OPS_EXPOSITION_H

#include "base/field.h"
#include "base/text.h"

#define EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Appends the HELP and TYPE lines that come before the samples of a metric. */
void exposition_family(struct text *out, const char *name, const char *type, const char *help);

/* Appends one sample: name{label="of"} value. `label` is NULL for a metric without a label. */
void exposition_sample(struct text *out, const char *name, const char *label, const char *of, const char *value);

/* Appends the metrics of requests (struct counter): how many there were, and a histogram of how long they took. */
void exposition_requests(struct text *out, const struct list *counters);

#endif
