import { registry } from "@web/core/registry";
import { Many2One } from "@web/views/fields/many2one/many2one";
import {
    buildM2OFieldDescription,
    extractM2OFieldProps,
    Many2OneField,
} from "@web/views/fields/many2one/many2one_field";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";

// Fewer letters name half the country: the server finds nobody for them.
const SHORTEST_NAME = 3;

export class PersonAutocomplete extends Many2XAutocomplete {
    /**
     * The beginning of an identity number finds nobody, the whole number does: an empty answer
     * to the first digits must not stop the search, as it does for names.
     *
     * @override
     */
    async search(name) {
        this.lastEmptySearch = null;
        return super.search(name);
    }
}

export class PersonMany2One extends Many2One {
    static components = { ...Many2One.components, Many2XAutocomplete: PersonAutocomplete };
}

/** Chooses a person by whole identity number or by the beginning of the name. */
export class PersonField extends Many2OneField {
    static components = { ...Many2OneField.components, Many2One: PersonMany2One };

    get m2oProps() {
        const props = super.m2oProps;
        return {
            ...props,
            context: { ...props.context, revenue_person_search: true },
            canQuickCreate: false,
            searchThreshold: props.searchThreshold || SHORTEST_NAME,
        };
    }
}

registry.category("fields").add("revenue_person", {
    ...buildM2OFieldDescription(PersonField),
    extractProps: extractM2OFieldProps,
});
