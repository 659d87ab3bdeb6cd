import { reactive, ref } from 'vue';
import { ApiProblem } from '@/api/problem';
import { problemText } from '@/components/problemText';
import { t } from '@/i18n';
import { useSession } from '@/stores/session';

export type SignInField = 'account' | 'password' | 'captcha' | 'form';

/** Which field a refusal stands beside. */
function fieldOf(error: unknown): SignInField {
    if (!(error instanceof ApiProblem)) return 'form';
    if (error.code === 'wrong_credentials') return 'password';
    if (error.code.startsWith('captcha')) return 'captcha';
    return error.code === 'unreachable' ? 'form' : 'account';
}

export function useSignIn() {
    const session = useSession();
    const form = reactive({ account: '', password: '', captcha: '', captchaId: '' });
    const errors = reactive<Record<SignInField, string>>({
        account: '',
        password: '',
        captcha: '',
        form: '',
    });
    const needsCaptcha = ref(false);
    const isBusy = ref(false);

    function checkFilled(): SignInField | undefined {
        errors.account = form.account.trim() ? '' : t.session.accountMissing;
        errors.password = form.password ? '' : t.session.passwordMissing;
        errors.captcha = !needsCaptcha.value || form.captcha.trim() ? '' : t.session.captchaMissing;
        errors.form = '';
        return (['account', 'password', 'captcha'] as const).find((field) => errors[field]);
    }

    /** The field to look at next; undefined once signed in. */
    async function submit(): Promise<SignInField | undefined> {
        const unfilled = checkFilled();
        if (unfilled) return unfilled;
        isBusy.value = true;
        try {
            await session.signIn({
                account: form.account.trim(),
                password: form.password,
                ...(needsCaptcha.value && {
                    captcha: form.captcha.trim(),
                    captcha_id: form.captchaId,
                }),
            });
            return undefined;
        } catch (error) {
            const field = fieldOf(error);
            errors[field] = problemText(error);
            if (error instanceof ApiProblem && error.problem.captcha_required)
                needsCaptcha.value = true;
            if (field === 'captcha') needsCaptcha.value = true;
            return field;
        } finally {
            isBusy.value = false;
        }
    }

    return { form, errors, needsCaptcha, isBusy, submit };
}
