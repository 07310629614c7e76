#include "db/area.h"

#include <string.h>

#include "base/text.h"

static bool is_one_of_these(const struct area_subject *subject, const char *versions_of, const char *const *audience)
{
	return audience ? subject->audience == audience : text_is(subject->versions_of, versions_of);
}

static const char *with_subjects(void *pool, const char *sql, const char *versions_of, const char *const *audience)
{
	static const char gap[] = "{subjects}";
	struct text whole = text_in(pool);
	const char *where;

	if (!strstr(sql, gap))
		return sql;
	for (; (where = strstr(sql, gap)); sql = where + sizeof(gap) - 1) {
		const char *before = "'";

		text_add(&whole, sql, (size_t)(where - sql));
		AREA_EACH (area_subject, subjects, subject)
			if (is_one_of_these(subject, versions_of, audience)) {
				text_print(&whole, "%s%s'", before, subject->name);
				before = ", '";
			}
	}
	text_put(&whole, sql);
	return whole.bytes;
}

const char *area_sql_of_versions(void *pool, const char *sql, const char *versions_of)
{
	return with_subjects(pool, sql, versions_of, NULL);
}

const char *area_sql_of_audience(void *pool, const char *sql, const char *const *audience)
{
	return with_subjects(pool, sql, NULL, audience);
}

const struct area_subject *area_subject_named(const char *name)
{
	AREA_EACH (area_subject, subjects, subject)
		if (text_is(name, subject->name))
			return subject;
	return NULL;
}
