#include "ops/figures.h"

#include "db/db.h"
#include "base/fault.h"
#include "outbox/consumer.h"

static const struct field sample_fields[] = {
	{ "label", FIELD_TEXT, offsetof(struct sample, label), STORED, NULL, 0 },
	{ "value", FIELD_TEXT, offsetof(struct sample, value), STORED, NULL, 0 },
	{ 0 }
};

bool figures_read(void *pool, const struct area_figure *figure, struct list *samples)
{
	struct recovery here;

	if (fault_caught(&here))
		return false;
	*samples = db_each(pool, figure->sql, figure->of_consumers ? BIND(CONSUMER_WANTED_VALUES) : BIND(), sample_fields,
	                   sizeof(struct sample));
	fault_disarm(&here);
	return true;
}
