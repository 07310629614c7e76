#include "http/input_fields.h"

#include "base/fault.h"
#include "http/input.h"

/* An optional text that is empty has no value. */
static void read_text(struct request *request, const struct field *field, const char **member)
{
	const struct field_entry *entry = field->entry;

	*member = input_text(request, field->name, (size_t)entry->min, (size_t)entry->max, entry->message);
	if (*member && !**member)
		*member = NULL;
}

static void read_number(struct request *request, const struct field *field, int64_t *member)
{
	const struct field_entry *entry = field->entry;

	*member = input_count(request, field->name, entry->min, entry->max, *member, entry->message);
}

static void read_field(struct request *request, const struct field *field, void *member)
{
	switch (field->type) {
	case FIELD_TEXT:  read_text(request, field, member); break;
	case FIELD_INT:   read_number(request, field, member); break;
	case FIELD_MONEY: *(int64_t *)member = input_money(request, field->name, field->entry->message); break;
	default:          fault(FAULT_BUG, "nobody can enter a field of this type: %s", field->name);
	}
}

bool input_fields(struct request *request, const struct field *fields, void *thing)
{
	for (const struct field *field = fields; field->name; field++)
		if (field->entry)
			read_field(request, field, (char *)thing + field->offset);
	return !input_failed(request);
}
