/* What tests read from an answer, and what they make before they ask. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/ask.h"
#include "db/db.h"
#include "http/token.h"
#include "tests/test.h"

const char *header_with(const struct answer *answer, const char *name, const char *start)
{
	const char *label = pool_print(pool, "\n%s: ", name), *at = answer->head;

	while ((at = strstr(at, label))) {
		at += strlen(label);
		if (!strncmp(at, start, strlen(start)))
			return pool_copy(pool, at, strcspn(at, "\r\n"));
	}
	return NULL;
}

const char *header_of(const struct answer *answer, const char *name)
{
	return header_with(answer, name, "");
}

const char *cookie_of(const struct answer *answer, const char *name)
{
	const char *cookie = header_with(answer, "Set-Cookie", pool_print(pool, "%s=", name));

	return cookie ? pool_copy(pool, cookie + strlen(name) + 1, strcspn(cookie + strlen(name) + 1, ";")) : NULL;
}

const char *member(const struct answer *answer, const char *path)
{
	const json_t *at = answer->json;
	char *rest = pool_text(pool, path), *name;

	while ((name = strsep(&rest, ".")))
		at = json_is_array(at) ? json_array_get(at, strtoul(name, NULL, 10)) : json_object_get(at, name);
	if (json_is_string(at))
		return json_string_value(at);
	return at ? pool_text(pool, json_dumps(at, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15) | JSON_COMPACT)) : "";
}

const char *field_of(const struct answer *answer, const char *name)
{
	const char *at = strstr(answer->body, pool_print(pool, " name=\"%s\"", name)), *end = at ? strchr(at, '>') : NULL;
	const char *value = at ? strstr(at, " value=\"") : NULL;

	return value && value < end ? pool_copy(pool, value + 8, strcspn(value + 8, "\"")) : NULL;
}

static const struct outcome *insert_person(void *person)
{
	static const char INSERT[] = "INSERT INTO users (id, email, password) VALUES (?, ?, 'none')";

	db_exec(INSERT, BIND(db_text(((struct person *)person)->id), db_text(((struct person *)person)->email)));
	return DONE;
}

const struct person *new_person(void)
{
	struct person *person = pool_alloc(pool, sizeof(*person));

	id_new(person->id);
	person->email = pool_print(pool, "%s@example.com", person->id);
	person->token = token_sign(pool, person->id, person->email);
	ck_assert_ptr_eq(db_transaction(insert_person, person), DONE);
	return person;
}

const char *sell(const struct person *seller, const char *price, int quantity)
{
	const char *json = pool_print(pool, "{\"title\":\"Concert\",\"price\":%s,\"quantity\":%d}", price, quantity);
	struct answer *answer = ask("POST", "/api/products", .as = seller, .json = json);

	ck_assert_status(answer, 201);
	return header_of(answer, "Location");
}

const char *buy(const struct person *buyer, const char *product_url, int quantity)
{
	const char *json = pool_print(pool, "{\"productId\":\"%s\",\"quantity\":%d}", id_in(product_url), quantity);
	struct answer *answer = ask("POST", "/api/orders", .as = buyer, .json = json);

	ck_assert_status(answer, 201);
	return header_of(answer, "Location");
}

const char *id_in(const char *url)
{
	return strrchr(url, '/') + 1;
}

long rows_of(const char *table)
{
	return (long)db_number(pool_print(pool, "SELECT COUNT(*) FROM %s", table), BIND(), -1);
}
