/*
 * What the shop looks like in numbers, for those who watch it: each figure is one query. None of them reads a table that grows
 * with the orders: what is over is counted by its events, in event_totals. The figures are those of the areas:
 * AREA_EACH (area_figure, figures, figure).
 */
#ifndef OPS_FIGURES_H
#define OPS_FIGURES_H

#include <stdbool.h>

#include "base/field.h"
#include "db/area.h"

struct sample {
	const char *label, *value;
};

/* Its numbers now, as struct sample. False where the database doesn't say. */
bool figures_read(void *pool, const struct area_figure *figure, struct list *samples);

#endif
