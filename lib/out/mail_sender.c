#include "out/mail_sender.h"

#include <string.h>

#include "base/config.h"
#include "mail/settings.h"
#include "base/fault.h"
#include "base/text.h"
#include "job/job.h"
#include "base/log.h"
#include "base/moment.h"
#include "base/pool.h"
#include "outbox/consumer_loop.h"
#include "out/mime_message.h"
#include "out/smtp.h"
#include "page/view.h"
#include "mail/mail.h"
#include "mail/mail_limit.h"
#include "accounts/user.h"

#define BATCH 500
#define MAILS_PER_STEP 20     /* mails read in one go */
#define UNTRIED_SECONDS 10 /* until a mail is due again that a server which is away has kept waiting */
#define REST_MAX 32   /* seconds that a server is left alone that couldn't be asked */

static const struct consumer planner = {
	.name = "mail", .start = FROM_NOW, .batch = BATCH, .plan = mail_plan,
};

bool mail_sender_wanted(void)
{
	return *mail_settings.smtp_url;
}

/* A form of the mail, `txt` or `html`, in the layout of that form. */
static char *written(void *pool, const struct mail *mail, const struct view *content, const char *form, const char *subject)
{
	struct page *page = view_new(pool);
	struct page *inner = page_include(page, "content", pool_print(pool, "mail/%s.%s.tpl", mail->kind, form));
	size_t length;
	char *bytes, *copy;

	if (!inner)
		fault(FAULT_BUG, "out of memory");
	page_set_everywhere(page, "base", config.base_url);
	page_set_everywhere(page, "site_name", config.site_name);
	page_set_everywhere(page, "email", mail->email);
	page_set_everywhere(page, "subject", subject);
	view_notices(page);
	view_fill(inner, content->fields, content->thing);
	bytes = page_expand(page, pool_print(pool, "mail/layout.%s.tpl", form), &length);
	if (!bytes)
		fault(FAULT_BUG, "a template of mail is missing or broken");
	copy = pool_copy(pool, bytes, length);
	page_release(bytes);
	return copy;
}

/* The text's first line is the subject. */
static const char *cut_subject(char **text)
{
	return strsep(text, "\n");
}

static struct mime_message mime_message_of(void *pool, const struct mail *mail, const struct view *content)
{
	char *text = written(pool, mail, content, "txt", "");
	const char *subject = cut_subject(&text), *host = smtp_host(pool, config.base_url);

	return (struct mime_message){
		.name = config.site_name, .from = mail_settings.from, .to = mail->email, .subject = subject,
		.text = text ? text : "", .html = written(pool, mail, content, "html", subject),
		.id = pool_print(pool, "%s.%s@%s", mail->kind, mail->subject_id, host), .date = mail->created_at,
	};
}

/* ---- what became of it */
static void tell(const struct mail *mail, const char *what, const char *answer)
{
	log_say("warning", "mail %s %s %s: %s (request %s)", mail->kind, mail->subject_id, what, answer,
	        mail->request_id ? mail->request_id : "none");
}

static int64_t rest_until;
static int64_t rest_seconds;

/* Left alone for a while, which doubles; told once. */
static void rest(const char *answer)
{
	if (!rest_seconds)
		log_say("error", "mail: the server can't be asked: %s", answer);
	rest_seconds = rest_seconds ? rest_seconds * 2 : 1;
	if (rest_seconds > REST_MAX)
		rest_seconds = REST_MAX;
	rest_until = moment_now() + rest_seconds * 1000;
}

static bool settle_mail(const struct mail *mail, enum smtp_outcome outcome, const char *answer)
{
	if (outcome == SMTP_AWAY) {
		mail_untried(mail, UNTRIED_SECONDS);
		rest(answer);
		return false;
	}
	rest_seconds = 0;
	if (outcome == SMTP_SENT)
		return mail_sent(mail), true;
	tell(mail, outcome == SMTP_REFUSED ? "refused" : "not taken", answer);
	if (outcome == SMTP_REFUSED)
		mail_failed(mail, answer);
	else
		mail_later(mail, answer);
	return true;
}

/* False where there is no use in going on with the next. */
static bool send_claimed(void *pool, const struct mail *mail)
{
	struct view content;
	struct mime_message message;
	char answer[SMTP_ANSWER_SIZE];
	enum smtp_outcome outcome;

	if (mail->is_old || !text_is_email(mail->email)) {
		mail_failed(mail, mail->is_old ? "too late" : "no address");
		return true;
	}
	if (!mail_read(pool, mail, &content)) {
		mail_dropped(mail);
		return true;
	}
	if (!mail_limit_admit(pool, mail))
		return true;
	message = mime_message_of(pool, mail, &content);
	outcome = smtp_send(pool, &message, answer);
	return settle_mail(mail, outcome, answer);
}

static int64_t send_due(void *pool)
{
	struct list due;
	int64_t done = 0;

	if (moment_now() < rest_until)
		return 0;
	due = mail_due(pool, MAILS_PER_STEP);
	for (size_t i = 0; i < due.count && !job_stopping(); i++) {
		struct mail *mail = (struct mail *)due.rows + i;
		void *own = pool_open(pool);
		bool claimed = mail_claim(mail);

		if (claimed && !send_claimed(own, mail))
			break;
		done += claimed;
		pool_close(own);
	}
	return done;
}

int64_t mail_sender_round(void *pool)
{
	int64_t planned = consumer_loop_round(pool, &planner), sent = send_due(pool);

	return sent > planned ? sent : planned;
}

void mail_sender_end(void)
{
	consumer_loop_end(&planner);
}
