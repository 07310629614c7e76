/* Numbers as Prometheus reads them: its text format, version 0.0.4. */
#ifndef OPS_EXPOSITION_H
#define OPS_EXPOSITION_H

#include "base/field.h"
#include "base/text.h"

#define EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* The head of a family of numbers. */
void exposition_family(struct text *out, const char *name, const char *type, const char *help);

/* One number of a family; `label` NULL for one that has none. */
void exposition_sample(struct text *out, const char *name, const char *label, const char *of, const char *value);

/* The requests counted so far (struct counter): how many, and a histogram of how long they took. */
void exposition_requests(struct text *out, const struct list *counters);

#endif
