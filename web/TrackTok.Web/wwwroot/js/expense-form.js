// What an expense's form gains: the project narrows categories and accounts, vendors and tags are proposed, and what left the account is asked for only where currencies differ.
import propose from './propose.js';

export default form => {
    const field = name => form.elements.namedItem(name);
    const [project, category, account, currency] = ['project_id', 'category_id', 'account_id', 'currency'].map(field);
    for (const input of form.querySelectorAll('[data-complete]')) propose(input, input.dataset.complete, false);
    for (const input of form.querySelectorAll('[data-tags]')) propose(input, input.dataset.tags, true);

    /** Hides the options that do not fit; one that is chosen and fits no more is let go. */
    function narrow(select, fits) {
        for (const option of select.options) {
            const off = option.value !== '' && !fits(option);
            option.hidden = option.disabled = off;
            if (off && option.selected) select.value = '';
        }
        for (const group of select.querySelectorAll('optgroup')) group.hidden = [...group.children].every(option => option.hidden);
    }

    function askForAccountAmount() {
        const frame = field('account_amount').closest('.field');
        const paidIn = account.selectedOptions[0]?.dataset.currency;
        const differs = paidIn !== undefined && paidIn !== currency.value;
        // Who may know only an account's name is asked once the API has missed a rate.
        const isWrong = [frame, account.closest('.field')].some(field => field.classList.contains('is-wrong'));
        frame.hidden = !differs && !isWrong;
        if (paidIn === currency.value) field('account_amount').value = '';
        const label = frame.querySelector('label');
        const unit = label.querySelector('.optional') ?? label.appendChild(Object.assign(document.createElement('span'), { className: 'optional' }));
        unit.textContent = differs ? ` (${paidIn})` : '';
    }

    function update() {
        // Before a project is chosen every category is offered, and choosing a project's own chooses the project.
        narrow(category, option => !project.value || !option.dataset.goesWith || option.dataset.goesWith === project.value);
        const allowed = project.selectedOptions[0]?.dataset.goesWith;
        narrow(account, option => !allowed || allowed.split(' ').includes(option.value));
        askForAccountAmount();
    }
    category.addEventListener('change', () => {
        const own = category.selectedOptions[0]?.dataset.goesWith;
        if (own) project.value = own;
        update();
    });
    for (const select of [project, account, currency]) select.addEventListener('change', update);
    update();
    // A refused form comes back over the same elements.
    globalThis.Blazor?.addEventListener('enhancedload', () => { if (form.isConnected) update(); });
};
