#include "accounts/user.h"

#include "base/pool.h"
#include "base/text.h"
#include "db/db.h"
#include "accounts/password.h"

#define COSTS_MAX 32

const struct outcome EMAIL_TAKEN[1] = { { 400, "Email in use", NULL } };
const struct outcome BAD_CREDENTIALS[1] = { { 400, "Invalid credentials", NULL } };

const struct field user_fields[] = {
	{ "id",       FIELD_ID,   offsetof(struct user, id),       STORED | SHOWN },
	{ "email",    FIELD_TEXT, offsetof(struct user, email),    STORED | SHOWN },
	{ "password", FIELD_TEXT, offsetof(struct user, password), STORED },
	{ 0 }
};

static const struct field cost_fields[] = {
	{ "cost", FIELD_TEXT, offsetof(struct password_cost, text), STORED },
	{ 0 }
};

static const char INSERT[] = "INSERT INTO users (id, email, password) VALUES (?, ?, ?)";
static const char IS_TAKEN[] = "SELECT 1 FROM users WHERE email = ?";
static const char BY_EMAIL[] = "SELECT {columns} FROM users WHERE email = ?";
static const char BY_ID[] = "SELECT {columns} FROM users WHERE id = ?";
static const char NEXT_COST[] = "SELECT cost FROM users WHERE cost > ? ORDER BY cost LIMIT 1";
static const char REHASH[] = "UPDATE users SET password = ?, version = version + 1 WHERE id = ? AND password = ?";

const struct outcome *user_sign_up(struct batch *batch, struct user *user, const char *email, const char *password)
{
	char stored[PASSWORD_SIZE];

	if (db_number(IS_TAKEN, BIND(db_text(email)), 0))
		return EMAIL_TAKEN;
	id_new(user->id);
	user->email = email;
	password_hash(stored, password);
	batch_add(batch, INSERT, BIND(db_text(user->id), db_text(email), db_text(stored)), 1);
	return CREATED;
}

static void rehash(struct batch *batch, const struct user *user, const char *password)
{
	char stored[PASSWORD_SIZE];

	password_hash(stored, password);
	batch_add(batch, REHASH, BIND(db_text(stored), db_text(user->id), db_text(user->password)), BATCH_ANY);
}

/* The costs of all accounts' passwords, one after the other by the index: however many accounts there are, there are few. */
static struct list costs_in_use(void *pool)
{
	struct password_cost *costs = pool_alloc(pool, COSTS_MAX * sizeof(*costs));
	struct list list = { costs };
	const char *last = "";

	while (list.count < COSTS_MAX && db_get(pool, NEXT_COST, BIND(db_text(last)), cost_fields, &costs[list.count]))
		last = costs[list.count++].text;
	return list;
}

const struct outcome *user_sign_in(void *pool, struct batch *batch, struct user *user, const char *email, const char *password)
{
	bool known = text_is_email(email) && db_get(pool, BY_EMAIL, BIND(db_text(email)), user_fields, user);
	struct list costs = costs_in_use(pool);
	bool outdated;

	if (!known || !password_matches(user->password, password, &outdated)) {
		password_waste_time(&costs, known ? user->password : NULL, password);
		return BAD_CREDENTIALS;
	}
	if (outdated)
		rehash(batch, user, password);
	return DONE;
}

bool user_password_fits(void *pool, const char *id, const char *password)
{
	struct user user;
	bool known = db_get(pool, BY_ID, BIND(db_text(id)), user_fields, &user), outdated;

	return password_matches(known ? user.password : NULL, password, &outdated);
}

const struct outcome *user_load(void *pool, const char *id, struct user *user)
{
	return db_get(pool, BY_ID, BIND(db_text(id)), user_fields, user) ? DONE : NOT_FOUND;
}
