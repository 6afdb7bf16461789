// A form of the page's address leaves out what is empty, so that the address says only what was chosen.
export default form => form.addEventListener('formdata', event => {
    for (const name of new Set(event.formData.keys())) {
        const values = event.formData.getAll(name).filter(value => value !== '');
        event.formData.delete(name);
        for (const value of values) event.formData.append(name, value);
    }
});
