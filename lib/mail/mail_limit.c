#include "mail/mail_limit.h"

#include "base/config.h"
#include "base/text.h"
#include "db/db.h"
#include "mail/mail_digest.h"
#include "mail/settings.h"

/* A mail that is being sent counts until its claim runs out. */
#define COUNT(which) \
	"SELECT COUNT(*) FROM mails WHERE " which " AND ((state = 'sending' AND due_at > NOW(3))" \
	" OR (state = 'sent' AND sent_at > NOW(6) - INTERVAL 1 HOUR))"

/* In how many seconds the last but so many will have been sent an hour ago. */
#define WAIT(which) \
	"SELECT 3600 - TIMESTAMPDIFF(SECOND, sent_at, NOW(6)) FROM mails WHERE " which " AND state = 'sent'" \
	" ORDER BY sent_at DESC LIMIT 1 OFFSET ?"

#define SHORTEST_WAIT 60 /* seconds; where the others are just being sent */

static const struct limit {
	const char *count, *wait;
	const int64_t *max;
}
	to_address = { COUNT("user_id = ?"), WAIT("user_id = ?"), &mail_settings.per_address },
	by_account = { COUNT("account = ? AND is_free"), WAIT("account = ? AND is_free"), &mail_settings.per_account },
	from_network = { COUNT("network = ?"), WAIT("network = ?"), &mail_settings.per_network };

static int64_t max_of(const struct limit *limit, const struct mail *mail)
{
	return *limit->max * (mail->is_confirmed ? MAIL_LIMIT_CONFIRMED : 1);
}

/* The mail itself, which is claimed, is one of those that are counted. */
static bool is_reached(const struct limit *limit, const char *whose, const struct mail *mail)
{
	return whose && db_number(limit->count, BIND(db_text(whose)), 0) > max_of(limit, mail);
}

static int64_t seconds_left(const struct limit *limit, const char *whose, const struct mail *mail)
{
	int64_t seconds = db_number(limit->wait, BIND(db_text(whose), db_int(max_of(limit, mail) - 1)), SHORTEST_WAIT);

	return seconds > SHORTEST_WAIT ? seconds : SHORTEST_WAIT;
}

/* False where the mail waits, because so much comes of this account or network. */
static bool has_turn(const struct limit *limit, const char *whose, const struct mail *mail)
{
	if (!is_reached(limit, whose, mail))
		return true;
	mail_untried(mail, seconds_left(limit, whose, mail));
	return false;
}

bool mail_limit_admit(void *pool, const struct mail *mail)
{
	if (!config.rate_limit || text_is(mail->kind, MAIL_DIGEST))
		return true;
	if (is_reached(&to_address, mail->user_id, mail)) {
		mail_digest_gather(pool, mail, seconds_left(&to_address, mail->user_id, mail));
		return false;
	}
	return !mail->is_free || (has_turn(&by_account, mail->account, mail) && has_turn(&from_network, mail->network, mail));
}
