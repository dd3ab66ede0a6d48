/** JSON Schema, written from GitHub's documentation "Metadata syntax reference": what a composite action has. */
export const METADATA = {
  type: 'object',
  properties: {
    name: {type: 'string'},
    description: {type: 'string', maxLength: 125},
    branding: {
      type: 'object',
      properties: {
        icon: {type: 'string'},
        color: {enum: ['white', 'black', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark']},
      },
      additionalProperties: false,
    },
    inputs: {
      type: 'object',
      propertyNames: {pattern: '^[a-z_][a-z0-9_-]*$'},
      additionalProperties: {
        type: 'object',
        properties: {description: {type: 'string'}, required: {type: 'boolean'}, default: {type: 'string'}},
        required: ['description', 'default'],
        additionalProperties: false,
      },
    },
    outputs: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {description: {type: 'string'}, value: {type: 'string', pattern: '^\\$\\{\\{.*\\}\\}$'}},
        required: ['description', 'value'],
        additionalProperties: false,
      },
    },
    runs: {
      type: 'object',
      properties: {
        using: {const: 'composite'},
        steps: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              name: {type: 'string'},
              id: {type: 'string'},
              if: {type: 'string'},
              shell: {const: 'bash'},
              env: {type: 'object', additionalProperties: {type: 'string'}},
              run: {type: 'string'},
              uses: {type: 'string', pattern: '^[^@]+@v[0-9]+$'},
              with: {type: 'object', additionalProperties: {type: 'string'}},
            },
            oneOf: [{required: ['run', 'shell']}, {required: ['uses']}],
            additionalProperties: false,
          },
        },
      },
      required: ['using', 'steps'],
      additionalProperties: false,
    },
  },
  required: ['name', 'description', 'runs'],
  additionalProperties: false,
} as const;
