/*
 * The figures of the shop that /metrics shows. Each figure is one query, and none reads a table that grows with the orders: whatever is
 * over, such as completed orders, is counted by its events (the table event_totals). The areas have the figures: AREA_EACH (area_figure,
 * figures, figure) walks through all of them.
 */
#ifndef OPS_FIGURES_H
#define OPS_FIGURES_H

#include <stdbool.h>

#include "base/field.h"
#include "db/area.h"

struct sample {
	const char *label, *value;
};

/* Reads the samples of a figure, as struct sample. False where the database can't be asked. */
bool figures_read(void *pool, const struct area_figure *figure, struct list *samples);

#endif
