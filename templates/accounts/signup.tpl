{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<h1>Sign up</h1>
<p class="lead">One account for buying and selling tickets.</p>
{{>error_summary}}
<form class="panel" id="f-" action="{{base}}/auth/signup" method="post" novalidate data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<input type="hidden" name="next" value="{{next}}">
<div class="field">
<label class="form-label" for="f-email">Email</label>
<input class="form-control" id="f-email" type="email" name="email" value="{{email}}" required autocomplete="email" autocapitalize="none" spellcheck="false" aria-describedby="e-email"{{#email_error}} aria-invalid="true"{{/email_error}}>
<p class="field-error" id="e-email">{{#email_error}}{{message}} {{/email_error}}</p>
</div>
<div class="field">
<label class="form-label" for="f-password">Password</label>
<p class="form-text" id="h-password">{{password_min}} to {{password_max}} characters. Spaces are welcome, pasting too.</p>
<div class="reveal">
<input class="form-control" id="f-password" type="password" name="password" required minlength="{{password_min}}" autocomplete="new-password" aria-describedby="h-password e-password"{{#password_error}} aria-invalid="true"{{/password_error}}>
<button class="btn btn-quiet" type="button" data-reveal="f-password" hidden>Show <span class="visually-hidden">password</span></button>
</div>
<p class="field-error" id="e-password">{{#password_error}}{{message}} {{/password_error}}</p>
</div>
<button class="btn btn-primary btn-wide" type="submit">Sign up</button>
</form>
<p class="aside">Already have an account? <a href="{{base}}/auth/signin?next={{next:u}}">Sign in</a></p>
</div>
