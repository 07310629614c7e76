/*
 * What the shop looks like in numbers, for those who watch it: each figure is one query. None of them reads a table that grows
 * with the orders: what is over is counted by its events, in event_totals.
 */
#ifndef OPS_FIGURES_H
#define OPS_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/field.h"

struct figure {
	const char *name, *type, *help; /* as Prometheus has them */
	const char *label;              /* what tells its numbers apart; NULL where it is one number */
	const char *sql;                /* rows of struct sample */
	bool of_consumers;              /* its query needs CONSUMERS_WANTED */
};

struct sample {
	const char *label, *value;
};

extern const struct figure figures[];
extern const size_t figure_count;

/* Its numbers now, as struct sample. False where the database doesn't say. */
bool figures_read(void *pool, const struct figure *figure, struct list *samples);

#endif
