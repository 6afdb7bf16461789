// Copies the text beside its button; where the clipboard may not be used, selects it, so that the keys for copying do it.
export default function start(element) {
    const [text, button, said] = [element.querySelector('[data-copy-text]'), element.querySelector('[data-copy]'), element.querySelector('[role="status"]')];
    const words = button.textContent;
    button.addEventListener('click', async () => {
        try {
            await navigator.clipboard.writeText(text.innerText);
        } catch {
            getSelection().selectAllChildren(text);
            return;
        }
        said.textContent = button.textContent = element.dataset.copied;
        setTimeout(() => { button.textContent = words; said.textContent = ''; }, 2500);
    });
}
