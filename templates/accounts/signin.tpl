{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<h1>Sign in</h1>
<p class="lead">Good to see you again.</p>
{{>error_summary}}
<form class="panel" id="f-" action="{{base}}/auth/signin" method="post" novalidate data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="next" value="{{next}}">
<div class="field">
<label class="form-label" for="f-email">Email</label>
<input class="form-control" id="f-email" type="email" name="email" value="{{email}}" required autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="e-email"{{#email_error}} aria-invalid="true"{{/email_error}}>
<p class="field-error" id="e-email">{{#email_error}}{{message}} {{/email_error}}</p>
</div>
<div class="field">
<label class="form-label" for="f-password">Password</label>
<div class="reveal">
<input class="form-control" id="f-password" type="password" name="password" required autocomplete="current-password" aria-describedby="e-password"{{#password_error}} aria-invalid="true"{{/password_error}}>
<button class="btn btn-quiet" type="button" data-reveal="f-password" hidden>Show <span class="visually-hidden">password</span></button>
</div>
<p class="field-error" id="e-password">{{#password_error}}{{message}} {{/password_error}}</p>
</div>
<button class="btn btn-primary btn-wide" type="submit">Sign in</button>
</form>
<p class="aside">New here? <a href="{{base}}/auth/signup?next={{next:u}}">Sign up</a></p>
</div>
