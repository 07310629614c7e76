#include "accounts/user.h"

#include <dlfcn.h>
#include <openssl/evp.h>

#include "db/db.h"
#include "tests/make.h"
#include "tests/test.h"

/* How much OpenSSL was asked to do, and how often. */
static uint64_t work, times;

/* In the place of OpenSSL's, which does it. */
int EVP_PBE_scrypt(const char *password, size_t password_length, const unsigned char *salt, size_t salt_length, uint64_t n,
                   uint64_t r, uint64_t p, uint64_t memory, unsigned char *key, size_t key_length)
{
	int (*real)(const char *, size_t, const unsigned char *, size_t, uint64_t, uint64_t, uint64_t, uint64_t, unsigned char *,
	            size_t) = dlsym(RTLD_NEXT, "EVP_PBE_scrypt");

	work += n * r * p;
	times++;
	return real(password, password_length, salt, salt_length, n, r, p, memory, key, key_length);
}

static const struct outcome *sign_in(const char *email, const char *password)
{
	struct batch *batch = batch_new(pool);
	struct user user;
	const struct outcome *outcome = user_sign_in(pool, batch, &user, email, password);

	if (batch_size(batch))
		write_batch(batch);
	return outcome;
}

/* An account whose password is hashed at this cost. */
static const char *sign_up(int ln)
{
	struct batch *batch = batch_new(pool);
	struct user user;
	char id[ID_SIZE];

	id_new(id);
	test_configure(pool_print(pool, "BOXOFFICE_SCRYPT_LN=%d", ln));
	ck_assert_ptr_eq(user_sign_up(batch, &user, pool_print(pool, "%s@example.org", id), "sesame"), CREATED);
	write_batch(batch);
	return user.email;
}

static uint64_t work_of_failing(const char *email)
{
	work = times = 0;
	ck_assert_ptr_eq(sign_in(email, "wrong"), BAD_CREDENTIALS);
	return work;
}

TEST(failing_takes_the_same_work_before_and_after_the_cost_was_changed)
{
	const char *old = sign_up(11), *dear = sign_up(13), *present = sign_up(12);
	uint64_t nobody = work_of_failing("nobody@example.org");

	ck_assert_uint_ge(times, 3);
	ck_assert_uint_eq(work_of_failing(old), nobody);
	ck_assert_uint_eq(work_of_failing(dear), nobody);
	ck_assert_uint_eq(work_of_failing(present), nobody);
	ck_assert_uint_eq(work_of_failing("no address"), nobody);
}

TEST(the_right_password_is_hashed_once_and_anew_where_that_costs_more_by_now)
{
	const char *old = sign_up(11), *dear = sign_up(13);

	test_configure("BOXOFFICE_SCRYPT_LN=12");
	times = 0;
	ck_assert_ptr_eq(sign_in(dear, "sesame"), DONE);
	ck_assert_uint_eq(times, 1);
	ck_assert_ptr_eq(sign_in(old, "sesame"), DONE);
	ck_assert_uint_eq(times, 3);
	ck_assert_ptr_eq(sign_in(old, "sesame"), DONE);
	ck_assert_uint_eq(times, 4);
}

#define MANY 1000

static int64_t rows_read(void)
{
	return db_number("SELECT CAST(SUM(variable_value) AS INT) FROM information_schema.session_status"
	                 " WHERE variable_name LIKE ?", BIND(db_text("Handler\\_read%")), 0);
}

TEST(which_costs_there_are_is_told_without_reading_the_accounts)
{
	static const char MAKE[] = "INSERT INTO users (id, email, password) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n"
		" WHERE i < ?) SELECT CONCAT('ffffffffffffffff', LPAD(i, 8, '0')), CONCAT(i, '@many.example'), 'scrypt$10$8$3$x' FROM n";
	int64_t before;

	ck_assert_int_eq(db_exec(MAKE, BIND(db_int(MANY))), MANY);
	before = rows_read();
	ck_assert_ptr_eq(sign_in("nobody@example.org", "wrong"), BAD_CREDENTIALS);
	ck_assert_int_lt(rows_read() - before, 500);
}

int main(void)
{
	test_leaks_on_purpose(); /* settings that are read anew leave those of before */
	return test_run("user", IN_TRANSACTION);
}
