// The desk's classes: due times are told in the writer's own zone. Without script they are in UTC, as it says there.

const pad = (number) => String(number).padStart(2, "0");

for (const field of document.querySelectorAll("[data-due]")) {
  const form = field.form;
  // What the server knows is in UTC; what was just typed was in the writer's zone already.
  if (field.value && !("typed" in field.dataset)) {
    const at = new Date(`${field.value}Z`);
    field.value = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
  }
  const zone = form.querySelector("[data-zone]");
  if (zone) zone.textContent = "(your time)";
  form.addEventListener("submit", () => {
    form.elements.offset.value = field.value ? new Date(field.value).getTimezoneOffset() : "";
  });
}
