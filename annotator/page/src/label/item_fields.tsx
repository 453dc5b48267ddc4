import type { Lease_FieldJson } from "#contract/work";

const IMAGE = /^(https:\/\/\S+\.(png|jpe?g|gif|webp|avif|svg)(\?\S*)?|data:image\/(png|jpeg|gif|webp);base64,\S+)$/i;

export function isImage(value: string): boolean {
  return IMAGE.test(value.trim());
}

/** What is shown of an item: texts and images, each under its column's name where there are several. */
export function ItemFields(props: { fields: Lease_FieldJson[]; without?: string }) {
  const fields = props.fields.filter((field) => field.column !== props.without);
  return (
    <div class="fields">
      {fields.map((field) => {
        const value = field.value ?? "";
        return (
          <div key={field.column} class={"item-field" + (value.length > 280 ? " long" : "")}>
            {props.fields.length > 1 && <h3>{field.column}</h3>}
            {isImage(value) ? <img src={value.trim()} alt={`Image in ${field.column}`} /> : <p dir="auto">{value || <em class="soft">empty</em>}</p>}
          </div>
        );
      })}
    </div>
  );
}
